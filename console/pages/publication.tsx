// A publication, object by object.
import type { PublicationDetails } from '../../server/console/resources.ts';
import { useResource } from '../load.ts';
import { Card, CutText, Exactly, Heads, Page, TableBox, Waiting } from '../parts/elements.tsx';
import { Failures, PublicationOutcome } from '../parts/publication-outcome.tsx';
import { addressOf } from '../route.ts';
import { numberText, t } from '../texts/texts.ts';
import { State } from './publications.tsx';

/** The page. */
export function PublicationPage({ id }: { id: string }) {
  const loaded = useResource<PublicationDetails>(`/publications/${encodeURIComponent(id)}/`);
  return (
    <Page title={t.publication.title}>
      <Waiting loaded={loaded}>
        {(status) => (
          <>
            <dl class="figures">
              <div>
                <dt>{t.publications.state}</dt>
                <dd>
                  <State publication={status} />
                </dd>
              </div>
              <div>
                <dt>{t.publications.collection}</dt>
                <dd class="small">
                  <a href={addressOf('collections', status.collection.id)}>{status.collection.title}</a>
                </dd>
              </div>
              <div>
                <dt>{t.publications.account}</dt>
                <dd class="small">{status.account}</dd>
              </div>
              <div>
                <dt>{t.publications.requested}</dt>
                <dd class="small">
                  <Exactly at={status.requested_at} />
                </dd>
              </div>
              <div>
                <dt>{t.publications.accepted}</dt>
                <dd>{numberText(status.succeeded)}</dd>
              </div>
              <div class={status.failed > 0 ? 'attention' : ''}>
                <dt>{t.publications.refused}</dt>
                <dd>{numberText(status.failed)}</dd>
              </div>
            </dl>
            {status.completed_at === undefined && <PublicationOutcome first={status} onComplete={loaded.reload} />}
            {!status.is_whole && <p class="quiet">{status.successes.length + status.failures.length === 0 ? t.publication.countsOnly : t.publication.cut}</p>}
            <div class="cards">
              <Card title={t.publication.failures} wide>
                {status.failures.length === 0 ? <p>{t.publication.noFailures}</p> : <Failures status={status} />}
              </Card>
              {status.successes.length > 0 && <Successes status={status} />}
            </div>
          </>
        )}
      </Waiting>
    </Page>
  );
}

function Successes({ status }: { status: PublicationDetails }) {
  return (
    <Card title={t.publication.successes} wide>
      <TableBox label={t.publication.successes}>
        <table class="details-table">
          <Heads columns={[t.publication.object, t.publication.version, t.publication.note]} />
          <tbody>
            {status.successes.map(({ id, version, message }, index) => (
              <tr key={`${id} ${index}`}>
                <th scope="row">
                  <a href={addressOf('collections', status.collection.id, 'objects', id)}>{id.slice(0, 120)}</a>
                </th>
                <td>{version}</td>
                <td>{message !== undefined && <CutText text={message} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </Card>
  );
}
