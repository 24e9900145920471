// An object: what it says, why one sees it, its versions, what it is connected to, and who was given it.
import { useState } from 'preact/hooks';
import type { CollectionResource, ObjectResource, SessionResource } from '../../server/console/resources.ts';
import { useResource } from '../load.ts';
import { Badge, Card, CutText, Exactly, Marking, Page, Waiting } from '../parts/elements.tsx';
import { Relations } from '../parts/relations.tsx';
import { Sight } from '../parts/sight.tsx';
import { Trail } from '../parts/trail.tsx';
import { Versions } from '../parts/versions.tsx';
import { addressOf } from '../route.ts';
import { t } from '../texts/texts.ts';
import { sentencesOf } from '../texts/words.ts';

/** The page. */
export function ObjectPage({ collection, id, session }: { collection: string; id: string; session: SessionResource }) {
  const path = `/collections/${encodeURIComponent(collection)}/objects/${encodeURIComponent(id)}/`;
  const loaded = useResource<ObjectResource>(path);
  const place = useResource<CollectionResource>(`/collections/${encodeURIComponent(collection)}/`);
  return (
    <Waiting loaded={loaded}>
      {(object) => {
        const { summary, versions } = object;
        const [newest] = versions;
        return (
          <Page title={summary.title}>
            <p class="facts">
              <Badge>{summary.type}</Badge>
              {summary.is_revoked && <Badge kind="warn">{t.collection.revoked}</Badge>}
              {summary.markings.map((marking) => (
                <Marking marking={marking} key={marking.id} />
              ))}
              <span>
                {t.object.added} <Exactly at={summary.date_added} />
              </span>
              {summary.author !== undefined && <span>{`${t.object.author}: ${summary.author.title ?? summary.author.id}`}</span>}
              {place.value !== undefined && <a href={addressOf('collections', collection)}>{t.object.back(place.value.title)}</a>}
            </p>
            <div class="cards">
              <Card title={t.object.inWords}>
                {sentencesOf(newest?.fields ?? [], object.ends).map((sentence) => (
                  <p key={sentence} dir="auto" class="words">
                    <CutText text={sentence} length={600} />
                  </p>
                ))}
              </Card>
              <Sight sight={object.sight} />
              <Relations collection={collection} id={id} />
              <Versions versions={versions} hasMore={object.more_versions} />
              {session.is_operator && <Trail path={path} place={place.value} />}
              <Raw json={newest?.json} octets={newest?.octets ?? 0} />
            </div>
          </Page>
        );
      }}
    </Waiting>
  );
}

function Raw({ json, octets }: { json: string | undefined; octets: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Card title={t.object.raw} wide>
      {json === undefined ? (
        <p>{t.object.rawTooLong(octets)}</p>
      ) : (
        <>
          <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? t.showLess : t.showMore}
          </button>
          {isOpen && (
            <pre class="lines" tabIndex={0}>
              {json}
            </pre>
          )}
        </>
      )}
    </Card>
  );
}
