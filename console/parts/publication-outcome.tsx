// What became of a publication, looked at until it is complete.
import { useEffect, useState } from 'preact/hooks';
import type { PublicationDetails } from '../../server/console/resources.ts';
import { get } from '../api.ts';
import { inWords } from '../load.ts';
import { addressOf } from '../route.ts';
import { numberText, t } from '../texts/texts.ts';
import { CutText, Heads, TableBox } from './elements.tsx';

/** Milliseconds between two looks. */
const LOOK_EVERY = 1_000;

/** @param first its status as it was received */
export function PublicationOutcome({ first, onComplete }: { first: PublicationDetails; onComplete?: () => void }) {
  const [status, setStatus] = useState(first);
  const [problem, setProblem] = useState('');
  const isPending = status.completed_at === undefined;
  async function look(): Promise<void> {
    const next = await get<PublicationDetails>(`/publications/${first.id}/`, true);
    setStatus(next);
    if (next.completed_at !== undefined) onComplete?.();
  }

  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setInterval(() => {
      look().catch((error: unknown) => setProblem(inWords(error)));
    }, LOOK_EVERY);
    return () => clearInterval(timer);
  }, [isPending]);
  return (
    <section aria-live="polite">
      <p>
        {isPending ? (
          <label>
            {t.publications.working} <progress />
          </label>
        ) : (
          <strong>{`${t.publications.published} ${t.publications.accepted}: ${numberText(status.succeeded)}. ${t.publications.refused}: ${numberText(status.failed)}.`}</strong>
        )}{' '}
        <a href={addressOf('publications', status.id)}>{t.publications.open}</a>
      </p>
      {problem !== '' && <p class="problem-line">{problem}</p>}
      {status.failures.length > 0 && <Failures status={status} />}
    </section>
  );
}

/** The refused objects, each with the sentences that say why. */
export function Failures({ status }: { status: PublicationDetails }) {
  return (
    <TableBox label={t.publication.failures}>
      <table class="details-table">
        <Heads columns={[t.publication.object, t.publication.message]} />
        <tbody>
          {status.failures.map(({ id, version, message }, index) => (
            <tr key={`${id} ${index}`}>
              <th scope="row">
                <code>
                  <CutText text={id} length={100} />
                </code>
                <span class="quiet under">{version}</span>
              </th>
              <td>
                <CutText text={message ?? ''} length={400} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
