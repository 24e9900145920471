// Publications: what became of them, and a bundle to check and publish.
import { useEffect, useState } from 'preact/hooks';
import type { CollectionsResource, PublicationResource, PublicationsResource, SessionResource } from '../../server/console/resources.ts';
import { get, withQuery } from '../api.ts';
import { inWords, useResource } from '../load.ts';
import { Badge, Card, Exactly, Heads, Page, TableBox, Waiting } from '../parts/elements.tsx';
import { PublishBox } from '../parts/publish-box.tsx';
import { addressOf } from '../route.ts';
import { numberText, t } from '../texts/texts.ts';

/** Milliseconds between two looks, while something is pending. */
const LOOK_EVERY = 3_000;

/** The page. @param into the id of the collection that is chosen to publish in */
export function PublicationsPage({ session, into }: { session: SessionResource; into: string | undefined }) {
  const known = useResource<CollectionsResource>('/collections/');
  const list = useResource<PublicationsResource>('/publications/');
  const isPending = list.value?.publications.some(({ completed_at: at }) => at === undefined) === true;
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setInterval(list.reload, LOOK_EVERY);
    return () => clearInterval(timer);
  }, [isPending]);
  return (
    <Page title={t.publications.title}>
      <div class="cards">
        <Card title={t.publications.publish} lead={t.publications.publishLead} wide>
          <Waiting loaded={known}>
            {({ collections }) => {
              const writable = collections.filter(({ can_write: canWrite }) => canWrite);
              return writable.length === 0 ? <p>{t.publications.noWrite}</p> : <PublishBox collections={writable} into={into} onPublished={list.reload} />;
            }}
          </Waiting>
        </Card>
        <Card title={t.publications.list} lead={t.publications.lead(session.is_operator)} wide>
          <Waiting loaded={list}>{(first) => <List first={first} />}</Waiting>
        </Card>
      </div>
    </Page>
  );
}

function List({ first }: { first: PublicationsResource }) {
  const [older, setOlder] = useState<PublicationsResource>({ publications: [] });
  const [problem, setProblem] = useState('');
  const next = older.publications.length === 0 ? first.next : older.next;
  const all = [...first.publications, ...older.publications];

  async function more(before: string): Promise<void> {
    try {
      const page = await get<PublicationsResource>(withQuery('/publications/', { before }));
      setOlder({ ...page, publications: [...older.publications, ...page.publications] });
    } catch (error) {
      setProblem(inWords(error));
    }
  }

  if (all.length === 0) return <p>{t.publications.empty}</p>;
  return (
    <>
      <TableBox label={t.publications.list}>
        <table>
          <Heads columns={[t.publications.requested, t.publications.collection, t.publications.account, t.publications.state]} numbers={[t.publications.accepted, t.publications.refused]} />
          <tbody>
            {all.map((publication) => (
              <tr key={publication.id}>
                <th scope="row">
                  <a href={addressOf('publications', publication.id)}>
                    <Exactly at={publication.requested_at} />
                  </a>
                </th>
                <td>{publication.collection.title}</td>
                <td>{publication.account}</td>
                <td>
                  <State publication={publication} />
                </td>
                <td class="number">{numberText(publication.succeeded)}</td>
                <td class="number">{publication.failed > 0 ? <strong class="bad-text">{numberText(publication.failed)}</strong> : '0'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {problem !== '' && (
        <p class="problem-line" role="alert">
          {problem}
        </p>
      )}
      {next !== undefined && (
        <button type="button" onClick={() => more(next)}>
          {t.publications.older}
        </button>
      )}
    </>
  );
}

/** How far a publication is. */
export function State({ publication }: { publication: Pick<PublicationResource, 'completed_at' | 'failed'> }) {
  if (publication.completed_at === undefined) return <Badge>{t.publications.pending}</Badge>;
  return <Badge kind={publication.failed > 0 ? 'warn' : 'good'}>{t.publications.complete}</Badge>;
}
