// What an agency may ask an exchange while others publish there, as data: requests of every kind, with references to what
// it was answered before, so that the same steps can be taken on two exchanges.
import fc from 'fast-check';
import { BOTH, DESK, OPEN, worldIds, worldObjects, worldQueries, worldSelections } from '../markings/world.ts';
import type { ObjectQuery, VersionSelection } from '../../collections/storage/port.ts';
import type { StixObject } from '../protocol/stix-objects.ts';

/** Something that others do, in or out of the agency's sight. */
export type OthersStep =
  | { readonly kind: 'others publish'; readonly agency: string; readonly collection: string; readonly objects: readonly StixObject[] }
  | { readonly kind: 'others delete'; readonly agency: string; readonly collection: string; readonly id: string };

/** A value of an earlier answer, counted back from the last one of its kind. */
export interface Reference {
  /** `foreign next` is one that another agency was given. */
  readonly kind: 'next' | 'foreign next' | 'date' | 'status' | 'etag';
  readonly back: number;
}

/** A text with references in it. */
export type Template = readonly (string | Reference)[];

/** Something that the agency does. */
export type OwnStep =
  | { readonly kind: 'publish'; readonly collection: string; readonly objects: readonly StixObject[] }
  | { readonly kind: 'delete'; readonly collection: string; readonly id: string; readonly versions: VersionSelection; readonly more: string }
  | {
      readonly kind: 'ask';
      readonly method: string;
      /** The collection whose dates are told; absent where none are. */
      readonly collection?: string;
      readonly path: Template;
      readonly headers: Readonly<Record<string, Template>>;
      readonly body?: string;
    };

export type Step = OthersStep | OwnStep;

const collection = fc.constantFrom(DESK, OPEN);
const anyCollection = fc.constantFrom(DESK, OPEN, BOTH);
const objects = fc.array(worldObjects, { minLength: 1, maxLength: 4 });

const reference = (kind: Reference['kind']): fc.Arbitrary<Reference> => fc.record({ kind: fc.constant(kind), back: fc.nat({ max: 2 }) });

const limit = fc.constantFrom('', '', '&limit=1', '&limit=2', '&limit=3', '&limit=0', '&limit=x');
const place: fc.Arbitrary<Template> = fc.oneof(
  { arbitrary: fc.constant<Template>([]), weight: 3 },
  reference('next').map((next): Template => ['&next=', next]),
  reference('foreign next').map((next): Template => ['&next=', next]),
  reference('date').map((date): Template => ['&added_after=', date]),
  fc.constantFrom<Template>(['&added_after=2000-01-01T00:00:00Z'], ['&added_after=2100-01-01T00:00:00Z'], ['&added_after=x'], ['&next=1.e30.x']),
);
const conditions: fc.Arbitrary<Readonly<Record<string, Template>>> = fc.oneof(
  { arbitrary: fc.constant({}), weight: 4 },
  reference('etag').map((etag) => ({ 'if-none-match': [etag] })),
  reference('etag').map((etag) => ({ 'if-match': [etag] })),
  fc.constantFrom<Readonly<Record<string, Template>>>(
    { 'if-none-match': ['*'] },
    { 'if-modified-since': ['Fri, 01 Jan 2038 00:00:00 GMT'] },
    { 'if-unmodified-since': ['Sat, 01 Jan 2000 00:00:00 GMT'] },
    { range: ['bytes=0-20'] },
    { accept: ['text/html'] },
    { accept: ['application/stix+json;version=2.1'] },
  ),
);

const path: fc.Arbitrary<{ readonly of: string; readonly rest: string }> = fc.oneof(
  { arbitrary: fc.constantFrom('objects/', 'manifest/', 'changes/').chain((rest) => anyCollection.map((of) => ({ of, rest }))), weight: 4 },
  { arbitrary: fc.tuple(anyCollection, worldIds, fc.constantFrom('', 'versions/')).map(([of, id, end]) => ({ of, rest: `objects/${id}/${end}` })), weight: 4 },
  anyCollection.map((of) => ({ of, rest: '' })),
);

const question = fc
  .record({ path, query: worldQueries, limit, place, headers: conditions, method: fc.constantFrom('GET', 'GET', 'GET', 'GET', 'HEAD', 'PUT') })
  .map(({ path: { of, rest }, query, limit: most, place: from, headers, method }): OwnStep => ({
    kind: 'ask',
    method,
    collection: of,
    path: [`/world/collections/${of}/${rest}?${queryText(query)}${most}`, ...(rest === 'changes/' ? from.map(asAfter) : from)],
    headers,
  }));

const elsewhere: fc.Arbitrary<OwnStep> = fc.oneof(
  reference('status').map((status): OwnStep => ({ kind: 'ask', method: 'GET', path: ['/world/status/', status, '/'], headers: {} })),
  fc.constantFrom('/taxii2/', '/world/', '/world/collections/', '/world/me/', '/world/nothing/', '/world/collections/x/objects/').map(
    (text): OwnStep => ({ kind: 'ask', method: 'GET', path: [text], headers: {} }),
  ),
  fc.tuple(anyCollection, objects).map(([of, sent]): OwnStep => {
    const headers = { 'content-type': ['application/taxii+json;version=2.1'] };
    return { kind: 'ask', method: 'POST', path: [`/world/validation/?collection=${of}`], headers, body: JSON.stringify({ objects: sent }) };
  }),
  fc.constantFrom('{"objects":[{}]}', '{"objects":', '[]').map((body): OwnStep => {
    const headers = { 'content-type': ['application/taxii+json;version=2.1'] };
    return { kind: 'ask', method: 'POST', collection: DESK, path: [`/world/collections/${DESK}/objects/`], headers, body };
  }),
);

const deletion: fc.Arbitrary<OwnStep> = fc.record({
  kind: fc.constant('delete' as const),
  collection,
  id: worldIds,
  versions: worldSelections,
  more: fc.constantFrom('', '', '&reason=no+longer+true', '&limit=1'),
});

/** What happens between an agency and an exchange on which these others publish. */
export function stepsWith(others: readonly string[]): fc.Arbitrary<readonly Step[]> {
  const byOthers: fc.Arbitrary<Step> = fc.oneof(
    { arbitrary: fc.record({ kind: fc.constant('others publish' as const), agency: fc.constantFrom(...others), collection, objects }), weight: 5 },
    fc.record({ kind: fc.constant('others delete' as const), agency: fc.constantFrom(...others.filter((one) => one !== 'writer')), collection, id: worldIds }),
  );
  const byItself: fc.Arbitrary<Step> = fc.oneof(
    { arbitrary: fc.record({ kind: fc.constant('publish' as const), collection, objects }), weight: 3 },
    { arbitrary: deletion, weight: 2 },
    { arbitrary: question, weight: 6 },
    { arbitrary: elsewhere, weight: 2 },
  );
  const before = fc.array(byOthers, { minLength: 1, maxLength: 4 });
  const meanwhile = fc.array(fc.oneof({ arbitrary: byOthers, weight: 1 }, { arbitrary: byItself, weight: 3 }), { minLength: 4, maxLength: 16 });
  return fc.tuple(before, meanwhile).map((steps) => steps.flat().flatMap(watched));
}

// What others do may show in whether the same answer is still the same.
function watched(step: Step): readonly Step[] {
  return step.kind === 'others publish' || step.kind === 'others delete' ? [step, poll(DESK), poll(BOTH, { 'if-none-match': ['W/"x", ', LAST_TAG] })] : [step];
}

const LAST_TAG: Reference = { kind: 'etag', back: 0 };

function poll(of: string, headers: Readonly<Record<string, Template>> = {}): Step {
  return { kind: 'ask', method: 'GET', collection: of, path: [`/world/collections/${of}/objects/?match[version]=all`], headers };
}

/** The parameters of a selection of versions. */
export function versionsText(versions: VersionSelection): string {
  if (versions === 'all') return 'match[version]=all';
  const named = versions.values.map((key) => `${key}Z`);
  return `match[version]=${[...(versions.first ? ['first'] : []), ...(versions.last ? ['last'] : []), ...named].join(',')}`;
}

/** The parameters of a question. */
export function queryText({ versions, specVersions, types }: ObjectQuery): string {
  const specs = specVersions === undefined ? '' : `&match[spec_version]=${specVersions.join(',')}`;
  return `${versionsText(versions)}${specs}${types === undefined ? '' : `&match[type]=${types.join(',')}`}`;
}

function asAfter(part: string | Reference): string | Reference {
  return typeof part === 'string' ? part.replace('added_after', 'after') : part;
}
