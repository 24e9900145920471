// Catalogue, for operators: agencies, groups, API roots and collections, changed entry by entry after a look at what that does.
import { useState } from 'preact/hooks';
import type { CatalogueDocument } from '../../schemas/catalogue/document.ts';
import type { CatalogueResource, EntryChange, InForceResource, PreviewResource } from '../../server/console/resources.ts';
import { send } from '../api.ts';
import { inWords, useResource } from '../load.ts';
import { Buttons, Named, Section } from '../parts/catalogue-section.tsx';
import { Level, Page, Waiting } from '../parts/elements.tsx';
import { EntryDialog, type Edited } from '../parts/entry-dialog.tsx';
import { PreviewDialog } from '../parts/preview-dialog.tsx';
import { addressOf } from '../route.ts';
import { numberText, t } from '../texts/texts.ts';

interface Looked {
  readonly change: EntryChange;
  readonly preview: PreviewResource;
}

/** What a row's buttons do. */
interface RowActions {
  onChange(edited: Edited): void;
  onRemove(what: EntryChange['what'], key: string): void;
}

/** The page. */
export function CataloguePage() {
  const loaded = useResource<CatalogueResource>('/catalogue/');
  const [edited, setEdited] = useState<Edited>();
  const [looked, setLooked] = useState<Looked>();
  const [message, setMessage] = useState('');

  async function look(change: EntryChange): Promise<void> {
    setMessage('');
    setLooked({ change, preview: await send<PreviewResource>('POST', '/catalogue/preview/', { changes: [change] }) });
  }

  async function apply(change: EntryChange, revision: number, removesObjects: boolean): Promise<void> {
    setLooked(undefined);
    setEdited(undefined);
    try {
      await send<InForceResource>('PUT', '/catalogue/', { revision, changes: [change], remove_objects: removesObjects });
      setMessage(t.sharing.applied);
    } catch (error) {
      setMessage(inWords(error));
    }
    loaded.reload();
  }

  const actions: RowActions = {
    onChange: setEdited,
    onRemove: (what, key) => void look({ what, key }).catch((error: unknown) => setMessage(inWords(error))),
  };
  return (
    <Page title={t.catalogue.pageTitle}>
      <p class="quiet">{t.catalogue.lead}</p>
      <p role="status">{message}</p>
      <Waiting loaded={loaded}>
        {({ revision, catalogue }) => (
          <>
            <Agencies catalogue={catalogue} {...actions} />
            <Groups catalogue={catalogue} {...actions} />
            <Collections catalogue={catalogue} {...actions} />
            <Roots catalogue={catalogue} {...actions} />
            {edited !== undefined && <EntryDialog edited={edited} catalogue={catalogue} onClose={() => setEdited(undefined)} onTake={look} />}
            {looked !== undefined && (
              <PreviewDialog
                preview={looked.preview}
                titles={titlesIn(catalogue)}
                heading={t.catalogue.changes}
                onClose={() => setLooked(undefined)}
                onApply={(removesObjects) => void apply(looked.change, revision, removesObjects)}
              />
            )}
          </>
        )}
      </Waiting>
    </Page>
  );
}

function titlesIn({ agencies = [], api_roots: roots = [] }: CatalogueDocument): ReadonlyMap<string, string> {
  const collections = roots.flatMap((root) => root.collections);
  return new Map([...agencies.map(({ name, title }) => [name, title] as const), ...collections.map(({ id, title }) => [id, title] as const)]);
}

function Agencies({ catalogue, onChange, onRemove }: { catalogue: CatalogueDocument } & RowActions) {
  const { agencies = [], groups = [] } = catalogue;
  return (
    <Section what="agency" title={t.sharing.agencies} columns={[t.catalogue.title, t.catalogue.kind, t.sharing.groups]} onAdd={() => onChange({ what: 'agency' })}>
      {agencies.map((entry) => (
        <tr key={entry.name}>
          <Named title={entry.title} name={entry.name} />
          <td>{t.kinds[entry.kind]}</td>
          <td>{groups.filter((group) => group.agencies.includes(entry.name)).map(({ title }) => title).join(', ')}</td>
          <Buttons title={entry.title} onChange={() => onChange({ what: 'agency', entry })} onRemove={() => onRemove('agency', entry.name)} />
        </tr>
      ))}
    </Section>
  );
}

function Groups({ catalogue, onChange, onRemove }: { catalogue: CatalogueDocument } & RowActions) {
  const titles = titlesIn(catalogue);
  return (
    <Section what="group" title={t.sharing.groups} columns={[t.catalogue.title, t.catalogue.members]} onAdd={() => onChange({ what: 'group' })}>
      {(catalogue.groups ?? []).map((entry) => (
        <tr key={entry.name}>
          <Named title={entry.title} name={entry.name} />
          <td>{entry.agencies.map((name) => titles.get(name) ?? name).join(', ') || t.none}</td>
          <Buttons title={entry.title} onChange={() => onChange({ what: 'group', entry })} onRemove={() => onRemove('group', entry.name)} />
        </tr>
      ))}
    </Section>
  );
}

function Collections({ catalogue, onChange, onRemove }: { catalogue: CatalogueDocument } & RowActions) {
  const { api_roots: roots = [], groups = [] } = catalogue;
  const titles = titlesIn(catalogue);
  const placed = roots.flatMap((root) => root.collections.map((entry) => ({ root, entry })));
  return (
    <Section what="collection" title={t.menu.collections} columns={[t.catalogue.title, t.catalogue.root, t.catalogue.group, t.catalogue.made, t.catalogue.markings]} onAdd={() => onChange({ what: 'collection' })}>
      {placed.map(({ root, entry }) => (
        <tr key={entry.id}>
          <th scope="row">
            <a href={addressOf('collections', entry.id)}>{entry.title}</a>
            <span class="quiet under">{entry.alias ?? entry.id}</span>
          </th>
          <td>{root.title}</td>
          <td>{groups.find(({ name }) => name === entry.group)?.title ?? t.none}</td>
          <td>{entry.aggregate === undefined ? t.catalogue.published : t.catalogue.of(entry.aggregate.of.map((id) => titles.get(id) ?? id))}</td>
          <td>{entry.aggregate === undefined ? <Markings byDefault={entry.default_marking ?? 'green'} highest={entry.highest_marking ?? 'red'} /> : <Level name={entry.aggregate.highest_marking ?? 'red'} />}</td>
          <Buttons title={entry.title} onChange={() => onChange({ what: 'collection', entry, root: root.path })} onRemove={() => onRemove('collection', entry.id)} />
        </tr>
      ))}
    </Section>
  );
}

function Markings({ byDefault, highest }: { byDefault: string; highest: string }) {
  return (
    <>
      <Level name={byDefault} /> {t.catalogue.upTo} <Level name={highest} />
    </>
  );
}

function Roots({ catalogue, onChange, onRemove }: { catalogue: CatalogueDocument } & RowActions) {
  return (
    <Section what="api-root" title={t.catalogue.roots} columns={[t.catalogue.title, t.menu.collections, t.catalogue.octets]} onAdd={() => onChange({ what: 'api-root' })}>
      {(catalogue.api_roots ?? []).map((entry) => (
        <tr key={entry.path}>
          <Named title={entry.title} name={entry.path} />
          <td class="number">{numberText(entry.collections.length)}</td>
          <td class="number">{entry.max_content_length === undefined ? t.sharing.byDefault : numberText(entry.max_content_length)}</td>
          <Buttons title={entry.title} onChange={() => onChange({ what: 'api-root', entry })} onRemove={() => onRemove('api-root', entry.path)} />
        </tr>
      ))}
    </Section>
  );
}
