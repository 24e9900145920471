// An entry of the catalogue, to be entered or changed. What the form can't know, the server says before anything changes.
import type { ComponentChild } from 'preact';
import type { CatalogueDocument, ApiRootDocument, CollectionDocument } from '../../schemas/catalogue/document.ts';
import type { AgencyEntry, GroupEntry } from '../../schemas/catalogue/catalogue.ts';
import type { EntryChange } from '../../server/console/resources.ts';
import { t } from '../texts/texts.ts';
import { collectionIn, CollectionFields } from './collection-fields.tsx';
import { ChecksField, ChoiceField, LinesField, NumberField, TextField, withoutGaps, type Entered } from './fields.tsx';
import { FormDialog } from './form-dialog.tsx';

/** What is changed; without `entry` it is a new one. */
export type Edited =
  | { readonly what: 'agency'; readonly entry?: AgencyEntry }
  | { readonly what: 'group'; readonly entry?: GroupEntry }
  | { readonly what: 'api-root'; readonly entry?: ApiRootDocument }
  | { readonly what: 'collection'; readonly entry?: CollectionDocument; readonly root?: string };

const MOST_OCTETS = 104_857_600;

/** @param onTake looks at what it would do */
export function EntryDialog({ edited, catalogue, onClose, onTake }: { edited: Edited; catalogue: CatalogueDocument; onClose: () => void; onTake: (change: EntryChange) => Promise<void> }) {
  const title = edited.entry === undefined ? t.catalogue.newOf[edited.what] : t.catalogue.changeOf(edited.entry.title);
  return (
    <FormDialog title={title} action={t.sharing.preview} onClose={onClose} onSubmit={(entered) => onTake(changeIn(edited, entered))}>
      {fieldsFor(edited, catalogue)}
    </FormDialog>
  );
}

function fieldsFor(edited: Edited, catalogue: CatalogueDocument): ComponentChild {
  switch (edited.what) {
    case 'agency':
      return <AgencyFields entry={edited.entry} />;
    case 'group':
      return <GroupFields entry={edited.entry} catalogue={catalogue} />;
    case 'api-root':
      return <RootFields entry={edited.entry} />;
    case 'collection':
      return <CollectionFields entry={edited.entry} root={edited.root} catalogue={catalogue} />;
  }
}

function changeIn(edited: Edited, entered: Entered): EntryChange {
  switch (edited.what) {
    case 'agency':
      return withKey('agency', edited.entry?.name, { name: entered.text('name'), title: entered.text('title'), identity: entered.text('identity'), kind: entered.text('kind') });
    case 'group':
      return withKey('group', edited.entry?.name, { name: entered.text('name'), title: entered.text('title'), agencies: entered.checked('agencies') });
    case 'api-root': {
      const members = { path: entered.text('path'), title: entered.text('title'), description: entered.text('description'), max_content_length: entered.number('max_content_length') };
      return withKey('api-root', edited.entry?.path, members);
    }
    case 'collection': {
      const change = withKey('collection', edited.entry?.id, collectionIn(entered, edited.entry));
      const root = entered.text('api_root');
      return root === undefined ? change : { ...change, api_root: root };
    }
  }
}

function withKey(what: EntryChange['what'], key: string | undefined, members: Readonly<Record<string, unknown>>): EntryChange {
  return { what, ...(key === undefined ? {} : { key }), entry: withoutGaps(members) };
}

function AgencyFields({ entry }: { entry: AgencyEntry | undefined }) {
  return (
    <>
      <TextField name="title" label={t.catalogue.title} value={entry?.title} isRequired />
      <TextField name="name" label={t.catalogue.name} value={entry?.name} isRequired isFixed={entry !== undefined} hint={t.catalogue.nameHint} />
      <TextField name="identity" label={t.catalogue.identity} value={entry?.identity} isRequired hint={t.catalogue.identityHint} />
      <ChoiceField name="kind" label={t.catalogue.kind} value={entry?.kind ?? 'member'} choices={Object.entries(t.catalogue.kinds)} />
    </>
  );
}

function GroupFields({ entry, catalogue }: { entry: GroupEntry | undefined; catalogue: CatalogueDocument }) {
  const agencies = catalogue.agencies ?? [];
  return (
    <>
      <TextField name="title" label={t.catalogue.title} value={entry?.title} isRequired />
      <TextField name="name" label={t.catalogue.name} value={entry?.name} isRequired isFixed={entry !== undefined} hint={t.catalogue.nameHint} />
      <ChecksField name="agencies" legend={t.catalogue.members} values={entry?.agencies ?? []} choices={agencies.map(({ name, title }) => [name, title])} />
    </>
  );
}

function RootFields({ entry }: { entry: ApiRootDocument | undefined }) {
  return (
    <>
      <TextField name="title" label={t.catalogue.title} value={entry?.title} isRequired />
      <TextField name="path" label={t.catalogue.path} value={entry?.path} isRequired isFixed={entry !== undefined} hint={t.catalogue.pathHint} />
      <LinesField name="description" label={t.catalogue.description} value={entry?.description} />
      <NumberField name="max_content_length" label={t.catalogue.octets} value={entry?.max_content_length} most={MOST_OCTETS} />
    </>
  );
}
