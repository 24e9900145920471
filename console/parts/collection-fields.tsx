// The form of a collection: what most need first, then what is published in it, or what it is made of.
import { useState } from 'preact/hooks';
import type { CatalogueDocument, CollectionDocument } from '../../schemas/catalogue/document.ts';
import { t } from '../texts/texts.ts';
import { CheckField, ChecksField, ChoiceField, LevelField, LinesField, MoreFields, NumberField, TextField, withoutGaps, type Entered } from './fields.tsx';

const STIX_2_1 = 'application/stix+json;version=2.1';
const STIX_2_0 = 'application/stix+json;version=2.0';
const MOST_DAYS = 36_500;

/** @param root the path of the API root that it is in */
export function CollectionFields({ entry, root, catalogue }: { entry: CollectionDocument | undefined; root: string | undefined; catalogue: CatalogueDocument }) {
  const [isAggregate, setAggregate] = useState(entry?.aggregate !== undefined);
  const { api_roots: roots = [], groups = [] } = catalogue;
  const made = [['no', t.catalogue.published], ['yes', t.catalogue.aggregated]] as const;
  return (
    <>
      <TextField name="title" label={t.catalogue.title} value={entry?.title} isRequired />
      <TextField name="alias" label={t.catalogue.alias} value={entry?.alias} hint={t.catalogue.aliasHint} />
      <LinesField name="description" label={t.catalogue.description} value={entry?.description} />
      <ChoiceField name="api_root" label={t.catalogue.root} value={root} choices={roots.map(({ path, title }) => [path, title])} />
      <ChoiceField name="group" label={t.catalogue.group} value={entry?.group ?? ''} choices={[['', t.catalogue.noGroup], ...groups.map(({ name, title }) => [name, title] as const)]} />
      <ChoiceField name="is_aggregate" label={t.catalogue.made} value={isAggregate ? 'yes' : 'no'} choices={made} onChoose={(value) => setAggregate(value === 'yes')} />
      {isAggregate ? <AggregateFields entry={entry} catalogue={catalogue} /> : <PublishingFields entry={entry} />}
    </>
  );
}

function AggregateFields({ entry, catalogue }: { entry: CollectionDocument | undefined; catalogue: CatalogueDocument }) {
  const { of = [], types = [], labels = [], highest_marking: highest = 'red' } = entry?.aggregate ?? {};
  const parts = (catalogue.api_roots ?? []).flatMap(({ collections }) => collections).filter(({ aggregate }) => aggregate === undefined);
  return (
    <>
      <ChecksField name="of" legend={t.catalogue.parts} values={of} choices={parts.map(({ id, title }) => [id, title])} />
      <TextField name="types" label={t.catalogue.typesThrough} value={types.join(', ')} hint={t.catalogue.typesHint} />
      <LinesField name="labels" label={t.catalogue.labelsThrough} value={labels.join('\n')} hint={t.catalogue.labelsHint} />
      <LevelField name="aggregate_highest_marking" label={t.catalogue.highestThrough} value={highest} />
    </>
  );
}

function PublishingFields({ entry }: { entry: CollectionDocument | undefined }) {
  const given: Partial<CollectionDocument> = entry ?? {};
  const { choices } = t.catalogue;
  return (
    <>
      <LevelField name="default_marking" label={t.catalogue.defaultMarking} value={given.default_marking ?? 'green'} />
      <LevelField name="highest_marking" label={t.catalogue.highestMarking} value={given.highest_marking ?? 'red'} />
      <ChoiceField name="validation" label={t.catalogue.validation} value={given.validation ?? 'standard'} choices={Object.entries(choices.validation)} />
      <NumberField name="days" label={t.catalogue.days} value={given.retention?.days} most={MOST_DAYS} />
      <CheckField name="legal_hold" label={t.catalogue.legalHold} isChecked={given.legal_hold === true} hint={t.catalogue.legalHoldHint} />
      <MoreFields title={t.catalogue.more}>
        <NumberField name="days_after_valid_until" label={t.catalogue.daysAfter} value={given.retention?.days_after_valid_until} most={MOST_DAYS} />
        <TextField name="allowed_types" label={t.catalogue.allowedTypes} value={given.allowed_types?.join(', ')} hint={t.catalogue.typesHint} />
        <ChoiceField name="custom_content" label={t.catalogue.customContent} value={given.custom_content ?? 'allow'} choices={Object.entries(choices.customContent)} />
        <ChoiceField name="attribution" label={t.catalogue.attribution} value={given.attribution ?? 'keep'} choices={Object.entries(choices.attribution)} />
        <ChoiceField name="new_versions" label={t.catalogue.newVersions} value={given.new_versions ?? 'creator'} choices={Object.entries(choices.newVersions)} />
        <ChoiceField name="granular_markings" label={t.catalogue.granularMarkings} value={given.granular_markings ?? 'as-object'} choices={Object.entries(choices.granularMarkings)} />
        <ChoiceField name="unknown_markings" label={t.catalogue.unknownMarkings} value={given.unknown_markings ?? 'red'} choices={Object.entries(choices.unknownMarkings)} />
        <ChecksField name="media_types" legend={t.catalogue.mediaTypes} values={given.media_types ?? [STIX_2_1]} choices={[[STIX_2_1, 'STIX 2.1'], [STIX_2_0, 'STIX 2.0']]} />
        <CheckField name="report_hints" label={t.catalogue.reportHints} isChecked={given.report_hints === true} />
      </MoreFields>
    </>
  );
}

/** The collection as it was entered, without what is by default. */
export function collectionIn(entered: Entered, entry: CollectionDocument | undefined): Record<string, unknown> {
  const { text } = entered;
  const about = { id: entry?.id, title: text('title'), alias: text('alias'), description: text('description'), group: text('group') };
  return withoutGaps({ ...about, ...(text('is_aggregate') === 'yes' ? { media_types: entry?.media_types, aggregate: aggregateIn(entered) } : publishingIn(entered)) });
}

function aggregateIn(entered: Entered): object {
  return withoutGaps({ of: entered.checked('of'), types: entered.words('types'), labels: entered.lines('labels'), highest_marking: unless('red', entered.text('aggregate_highest_marking')) });
}

function publishingIn(entered: Entered): Readonly<Record<string, unknown>> {
  const { text } = entered;
  const retention = withoutGaps({ days: entered.number('days'), days_after_valid_until: entered.number('days_after_valid_until') });
  const mediaTypes = entered.checked('media_types');
  return {
    default_marking: unless('green', text('default_marking')),
    highest_marking: unless('red', text('highest_marking')),
    validation: unless('standard', text('validation')),
    retention: Object.keys(retention).length === 0 ? undefined : retention,
    legal_hold: entered.has('legal_hold') ? true : undefined,
    allowed_types: entered.words('allowed_types'),
    custom_content: unless('allow', text('custom_content')),
    attribution: unless('keep', text('attribution')),
    new_versions: unless('creator', text('new_versions')),
    granular_markings: unless('as-object', text('granular_markings')),
    unknown_markings: unless('red', text('unknown_markings')),
    media_types: mediaTypes.join() === STIX_2_1 ? undefined : mediaTypes,
    report_hints: entered.has('report_hints') ? true : undefined,
  };
}

function unless(byDefault: string, given: string | undefined): string | undefined {
  return given === byDefault ? undefined : given;
}
