// A collection: what is in it, newest first, with filters, as far back as one likes, and live.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CollectionResource, ObjectsResource, ObjectSummary } from '../../server/console/resources.ts';
import { get, withQuery } from '../api.ts';
import { inWords, useResource } from '../load.ts';
import { Filters, FILTERS, type GivenFilters } from '../parts/filters.tsx';
import { ObjectTable } from '../parts/object-table.tsx';
import { Level, Page, Waiting } from '../parts/elements.tsx';
import { addressOf, goTo } from '../route.ts';
import { t } from '../texts/texts.ts';
import { rightsText } from './overview.tsx';

/** Milliseconds between two looks for new objects. */
const LOOK_EVERY = 5_000;
/** A page that is open for days keeps the newest ones only. */
const MOST_SHOWN = 5_000;

/** The page. @param query the filters, as in the address */
export function CollectionPage({ id, query }: { id: string; query: URLSearchParams }) {
  const loaded = useResource<CollectionResource>(`/collections/${id}/`);
  const filters = filtersIn(query);
  return (
    <Waiting loaded={loaded}>
      {(collection) => (
        <Page
          title={collection.title}
          actions={
            collection.can_write && (
              <a class="button" href={`${addressOf('publications')}?into=${id}`}>
                {t.collection.publish}
              </a>
            )
          }
        >
          <p class="facts">
            <span>{collection.api_root.title}</span>
            <span>{rightsText(collection)}</span>
            {collection.clearance !== undefined && <Level name={collection.clearance} />}
          </p>
          {collection.description !== undefined && <p class="quiet">{collection.description}</p>}
          {collection.can_read ? <Objects key={JSON.stringify(filters)} id={id} filters={filters} /> : <p>{t.collection.writeOnly}</p>}
        </Page>
      )}
    </Waiting>
  );
}

function filtersIn(query: URLSearchParams): GivenFilters {
  return Object.fromEntries(FILTERS.flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? '']] : [])));
}

function Objects({ id, filters }: { id: string; filters: GivenFilters }) {
  const path = `/collections/${id}/objects/`;
  const [found, setFound] = useState<readonly ObjectSummary[]>([]);
  const [page, setPage] = useState<ObjectsResource>();
  const [problem, setProblem] = useState('');
  const [isLive, setLive] = useState(true);
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  const lookedAt = useRef(0);

  const load = useCallback(async (before: string | undefined) => {
    try {
      const next = await get<ObjectsResource>(withQuery(path, { ...asked(filters), ...(before === undefined ? {} : { before }) }));
      lookedAt.current += next.looked_at;
      setFound((all) => (before === undefined ? next.objects : [...all, ...next.objects]));
      setPage(next);
      setProblem('');
    } catch (error) {
      setProblem(inWords(error));
    }
  }, []);
  useEffect(() => void load(undefined), []);

  const newest = useRef<string>(undefined);
  newest.current = found[0]?.date_added;
  const lookForNews = useCallback(async () => {
    if (document.hidden) return;
    const after = newest.current;
    const news = await get<ObjectsResource>(withQuery(path, { ...asked(filters), ...(after === undefined ? {} : { after }) }), true);
    if (news.objects.length === 0) return;
    setArrived(new Set(news.objects.map(keyOf)));
    setFound((all) => [...news.objects, ...all].slice(0, MOST_SHOWN));
  }, []);
  const mayLook = isLive && page !== undefined && filters.before === undefined;
  useEffect(() => {
    if (!mayLook) return undefined;
    const timer = setInterval(() => lookForNews().catch((error: unknown) => setProblem(inWords(error))), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [mayLook]);

  const authors = useMemo(() => authorsOf(found), [found]);
  return (
    <>
      <Filters given={filters} authors={authors} onApply={(given) => goTo(withQuery(addressOf('collections', id), given))} />
      <div class="list-head">
        <label class="check">
          <input type="checkbox" checked={isLive} onChange={(event) => setLive(event.currentTarget.checked)} />
          {t.collection.live}
        </label>
        <p role="status" class="quiet">
          {arrived.size > 0 ? t.collection.arrived(arrived.size) : ''}
        </p>
      </div>
      {problem !== '' && (
        <p class="problem-line" role="alert">
          {problem}
        </p>
      )}
      {page === undefined ? <p class="quiet">{t.loading}</p> : <ObjectTable collection={id} objects={found} arrived={arrived} />}
      {page !== undefined && (
        <p class="list-foot" aria-live="polite">
          <span class="quiet">{`${t.collection.shown(found.length)}. ${t.collection.lookedAt(lookedAt.current)}`}</span>
          {page.next === undefined ? (
            <span class="quiet">{t.collection.end}</span>
          ) : (
            <button type="button" onClick={() => load(page.next)}>
              {page.objects.length === 0 ? t.collection.further : t.collection.older}
            </button>
          )}
        </p>
      )}
    </>
  );
}

function keyOf({ id, date_added: added }: ObjectSummary): string {
  return `${id} ${added}`;
}

// Days are days of UTC; those that the address names are in both.
function asked({ from, ...others }: GivenFilters): Record<string, string> {
  const before = others.before === undefined ? {} : { before: `${others.before}T00:00:00Z` };
  // Strictly later: the last microsecond of the day before.
  const after = from === undefined ? {} : { after: new Date(Date.parse(`${from}T00:00:00Z`) - 1).toISOString().replace('Z', '999Z') };
  return { ...others, ...before, ...after };
}

function authorsOf(objects: readonly ObjectSummary[]): ReadonlyMap<string, string> {
  return new Map(objects.flatMap(({ author }) => (author === undefined ? [] : [[author.id, author.title ?? author.id] as const])));
}
