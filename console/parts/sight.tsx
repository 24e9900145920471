// Why somebody sees an object, in sentences.
import type { SightResource } from '../../server/console/resources.ts';
import { t } from '../texts/texts.ts';
import { Card, CutText, Marking } from './elements.tsx';

/** Explains it. */
export function Sight({ sight }: { sight: SightResource }) {
  const grants = sight.grants.map(({ kind, title }) => (kind === 'agency' ? t.sight.agencyGrant : t.sight.groupGrant(title)));
  return (
    <Card title={t.object.why}>
      <p>{levelText(sight)}</p>
      {sight.clearance !== undefined && <p>{t.sight.clearance(sight.clearance, t.sight.through(grants))}</p>}
      {sight.reason === 'own' && <p>{t.sight.own}</p>}
      <h3>{t.object.markings}</h3>
      {sight.markings.length === 0 ? (
        <p class="quiet">{t.object.noMarkings}</p>
      ) : (
        <ul class="plain">
          {sight.markings.map((marking) => (
            <li key={marking.id}>
              <Marking marking={marking} />
              {marking.is_releasable === true && <span> {t.sight.releasable}</span>}
              {marking.statement !== undefined && marking.level === undefined && (
                <span class="quiet">
                  {' '}
                  {t.sight.statement}: <CutText text={marking.statement} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function levelText({ level, from }: SightResource): string {
  if (level === undefined) return t.sight.unknownLevel;
  if (from === 'marking') return t.sight.byMarking(level);
  return from === 'default' ? t.sight.byDefault(level) : t.sight.unknownMarking(level);
}
