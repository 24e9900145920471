// Audit, for operators: who published, deleted, was given and was refused what, and whether the log is whole.
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { AuditEntryResource, CollectionsResource } from '../../server/console/resources.ts';
import { get, withQuery } from '../api.ts';
import { inWords, useResource } from '../load.ts';
import { AuditTable } from '../parts/audit-table.tsx';
import { Badge, Page } from '../parts/elements.tsx';
import { t } from '../texts/texts.ts';

interface AuditPageResource {
  readonly entries: readonly AuditEntryResource[];
  readonly next?: string;
}

interface Verification {
  readonly chains: readonly {
    readonly chain: string;
    readonly entries: number;
    readonly head: { readonly number: number; readonly hash: string };
    readonly faults: readonly { readonly number?: number; readonly message: string }[];
  }[];
}

const DAY = 86_400_000;
type Query = Readonly<Record<string, string>>;

/** The page. */
export function AuditPage() {
  const [query, setQuery] = useState<Query>(() => ({ from: dayOf(Date.now() - DAY) }));
  const known = useResource<CollectionsResource>('/collections/');
  return (
    <Page title={t.audit.title}>
      <p class="quiet">{`${t.audit.lead} ${t.utc}`}</p>
      <Search query={query} collections={known.value?.collections ?? []} onSearch={setQuery} />
      <Verify />
      <Entries key={JSON.stringify(query)} query={query} collections={known.value?.collections ?? []} />
    </Page>
  );
}

function Search({ query, collections, onSearch }: { query: Query; collections: CollectionsResource['collections']; onSearch: (query: Query) => void }) {
  function search(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    onSearch(Object.fromEntries([...form].flatMap(([name, value]) => (value === '' ? [] : [[name, String(value)]]))));
  }
  return (
    <form class="filters" role="search" aria-label={t.audit.search} onSubmit={search}>
      <label>
        {t.audit.from}
        <input name="from" type="date" defaultValue={query['from'] ?? ''} />
      </label>
      <label>
        {t.audit.to}
        <input name="to" type="date" />
      </label>
      <label>
        {t.audit.kind}
        <select name="kind">
          <option value="">{t.audit.anyKind}</option>
          {Object.entries(t.audit.kinds).map(([kind, words]) => (
            <option value={kind} key={kind}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t.audit.agency}
        <input name="agency" autocapitalize="none" spellcheck={false} />
      </label>
      <label>
        {t.audit.account}
        <input name="account" autocapitalize="none" spellcheck={false} />
      </label>
      <label>
        {t.audit.collection}
        <select name="collection">
          <option value="">{t.audit.any}</option>
          {collections.map(({ id, title }) => (
            <option value={id} key={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <span class="actions">
        <button type="submit" class="main-button">
          {t.audit.search}
        </button>
      </span>
    </form>
  );
}

function Verify() {
  const [found, setFound] = useState<Verification>();
  const [words, setWords] = useState('');
  async function verify(): Promise<void> {
    setWords(t.audit.verifying);
    try {
      setFound(await get<Verification>('/audit/verification/'));
      setWords('');
    } catch (error) {
      setWords(inWords(error));
    }
  }
  return (
    <div class="verify">
      <button type="button" onClick={verify} disabled={words === t.audit.verifying}>
        {t.audit.verify}
      </button>
      <div role="status">
        {words !== '' && <p>{words}</p>}
        {found?.chains.map(({ chain, entries, faults, head }) => (
          <div key={chain}>
            <p>
              <Badge kind={faults.length === 0 ? 'good' : 'bad'}>
                {faults.length === 0 ? t.audit.whole(chain, entries) : t.audit.broken(chain, faults.length)}
              </Badge>
            </p>
            <ul>
              {faults.map(({ number, message }) => (
                <li key={`${number} ${message}`}>{t.audit.fault(number, message)}</li>
              ))}
            </ul>
            <p class="quiet exact">{t.audit.head(head.number, head.hash)}</p>
          </div>
        ))}
      </div>
    </div>
  );
}

function Entries({ query, collections }: { query: Query; collections: CollectionsResource['collections'] }) {
  const titles = new Map(collections.map(({ id, title }) => [id, title]));
  const asked = { ...query, ...instantOf(query, 'from'), ...instantOf(query, 'to') };
  const [page, setPage] = useState<AuditPageResource>();
  const [problem, setProblem] = useState('');
  const load = useCallback(async (next: string | undefined, before: readonly AuditEntryResource[]) => {
    try {
      const found = await get<AuditPageResource>(withQuery('/audit/', { ...asked, next }));
      setPage({ ...found, entries: [...before, ...found.entries] });
    } catch (error) {
      setProblem(inWords(error));
    }
  }, []);
  useEffect(() => void load(undefined, []), []);
  if (problem !== '') return <p class="problem-line" role="alert">{problem}</p>;
  if (page === undefined) return <p class="quiet">{t.loading}</p>;
  return (
    <>
      <p>
        <a class="button" href={`/console/api${withQuery('/audit/export/', asked)}`} download="audit.ndjson">
          {t.audit.export}
        </a>
      </p>
      {page.entries.length === 0 ? <p>{t.audit.empty}</p> : <AuditTable entries={page.entries} label={t.audit.entries} titles={titles} />}
      {page.next !== undefined && (
        <button type="button" onClick={() => load(page.next, page.entries)}>
          {t.audit.more}
        </button>
      )}
    </>
  );
}

function instantOf(query: Query, name: 'from' | 'to'): Query {
  return query[name] === undefined ? {} : { [name]: `${query[name]}T00:00:00Z` };
}

function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
