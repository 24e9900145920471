// The filters of a collection. What is chosen stands in the address, so that it can be sent to somebody.
import type { ComponentChildren } from 'preact';
import { t } from '../texts/texts.ts';

/** Their names, in the address and in the API (but for `from`). */
export const FILTERS = ['type', 'text', 'marking', 'author', 'from', 'before', 'versions'] as const;
export type GivenFilters = Readonly<Partial<Record<(typeof FILTERS)[number], string>>>;

const TYPES = [
  'attack-pattern',
  'campaign',
  'course-of-action',
  'domain-name',
  'file',
  'grouping',
  'identity',
  'indicator',
  'infrastructure',
  'intrusion-set',
  'ipv4-addr',
  'ipv6-addr',
  'location',
  'malware',
  'malware-analysis',
  'marking-definition',
  'note',
  'observed-data',
  'opinion',
  'relationship',
  'report',
  'sighting',
  'threat-actor',
  'tool',
  'url',
  'vulnerability',
];
const LEVELS = ['clear', 'green', 'amber', 'amber+strict', 'red'];

/** @param authors those that were seen, by the id of their identity */
export function Filters({ given, authors, onApply }: { given: GivenFilters; authors: ReadonlyMap<string, string>; onApply: (given: GivenFilters) => void }) {
  function apply(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    onApply(Object.fromEntries(FILTERS.flatMap((name) => (form.get(name) ? [[name, String(form.get(name))]] : []))));
  }
  const types = given.type === undefined || TYPES.includes(given.type) ? TYPES : [given.type, ...TYPES];
  const known = given.author === undefined || authors.has(given.author) ? authors : new Map([[given.author, given.author], ...authors]);
  return (
    <form class="filters" onSubmit={apply} aria-label={t.collection.filters} role="search">
      <label class="grow">
        {t.collection.text}
        <input name="text" type="search" maxLength={200} defaultValue={given.text ?? ''} placeholder={t.collection.textHint} />
      </label>
      <Choice name="type" label={t.collection.type} chosen={given.type} any={t.collection.anyType}>
        {types.map((type) => (
          <option value={type} key={type} selected={type === given.type}>
            {type}
          </option>
        ))}
      </Choice>
      <Choice name="marking" label={t.collection.marking} chosen={given.marking} any={t.collection.anyMarking}>
        {LEVELS.map((level) => (
          <option value={level} key={level} selected={level === given.marking}>
            {`TLP:${level.toUpperCase()}`}
          </option>
        ))}
        <option value="none" selected={given.marking === 'none'}>
          {t.collection.unmarked}
        </option>
      </Choice>
      <Choice name="author" label={t.collection.author} chosen={given.author} any={t.collection.anyAuthor}>
        {[...known].map(([id, title]) => (
          <option value={id} key={id} selected={id === given.author}>
            {title}
          </option>
        ))}
      </Choice>
      <label>
        {t.collection.from}
        <input name="from" type="date" defaultValue={given.from ?? ''} />
      </label>
      <label>
        {t.collection.to}
        <input name="before" type="date" defaultValue={given.before ?? ''} />
      </label>
      <Choice name="versions" label={t.collection.versions} chosen={given.versions} any={t.collection.newestVersions}>
        <option value="all" selected={given.versions === 'all'}>
          {t.collection.allVersions}
        </option>
      </Choice>
      <span class="actions">
        <button type="submit" class="main-button">
          {t.collection.apply}
        </button>
        {Object.keys(given).length > 0 && (
          <button type="button" onClick={() => onApply({})}>
            {t.collection.clear}
          </button>
        )}
      </span>
    </form>
  );
}

function Choice({ name, label, chosen, any, children }: { name: string; label: string; chosen: string | undefined; any: string; children: ComponentChildren }) {
  return (
    <label>
      {label}
      <select name={name}>
        <option value="" selected={chosen === undefined}>
          {any}
        </option>
        {children}
      </select>
    </label>
  );
}
