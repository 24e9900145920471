// What a dry run found, object by object.
import type { ValidationResource } from '../../server/console/resources.ts';
import { t } from '../texts/texts.ts';
import { Badge, CutText } from './elements.tsx';

/** Shows it. */
export function Report({ report }: { report: ValidationResource }) {
  const { total, accepted, objects, more } = report;
  return (
    <section aria-live="polite" class="report">
      <h3>{t.publications.report}</h3>
      <p>
        <Badge kind={accepted === total ? 'good' : 'warn'}>{t.publications.reportTotal(total, accepted)}</Badge>
      </p>
      {objects.length === 0 ? (
        <p>{t.publications.reportClean}</p>
      ) : (
        <ul class="plain findings">
          {objects.map((object) => (
            <li key={object.index}>
              <p>
                <code>
                  <CutText text={object.id} length={100} />
                </code>{' '}
                <span class="quiet">{t.publications.place(object.index, object.line)}</span>{' '}
                {!object.accepted && <Badge kind="bad">{t.publications.refused}</Badge>}
              </p>
              <ul>
                {object.findings.map((finding, index) => (
                  <li key={index}>
                    <Badge kind={finding.level === 'error' ? 'bad' : 'plain'}>{finding.level === 'error' ? t.publications.error : t.publications.hint}</Badge>{' '}
                    {finding.pointer !== '' && <code>{finding.pointer}</code>} <CutText text={finding.message} />
                    <span class="quiet under">
                      {t.publications.expected} <CutText text={finding.expected} /> ({finding.section}, {finding.code})
                    </span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p class="quiet">{t.publications.moreObjects(more)}</p>}
    </section>
  );
}
