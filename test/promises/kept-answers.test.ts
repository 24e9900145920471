// Whether an answer was kept, compressed, or only said to be the same: it is the answer that there would be without all that,
// whatever is published, deleted, marked and granted meanwhile, and by which server.
import fc from 'fast-check';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { BOTH, DESK, MARKINGS, OPEN, worldCatalogue, worldIds, worldObjects, worldQueries } from '../markings/world.ts';
import { TAXII } from '../protocol/client.ts';
import { catalogueWithIds, newCollections, startReleaseWorld, withIds, type CollectionNames, type PlainAnswer, type ReleaseWorld } from '../protocol/release-world.ts';
import { ENGINES, type Place } from './processes.ts';
import { queryText } from './release-steps.ts';

const AGENCIES = ['low', 'desk', 'high', 'operator'] as const;
const CODINGS = ['identity', 'gzip', 'br', 'zstd'] as const;
const CLEARANCES = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;
/** In milliseconds; no run is begun later. */
const TIME_LIMIT = 8_000;
/** Long enough for a page of one object to be compressed. */
const LONG_NAME = 'n'.repeat(1_500);

/** What becomes of the catalogue: of each grant a clearance, and to whom the first marking is releasable. */
const grants = fc.record({
  // Often the same for all, so that they might be given each other's answers.
  clearances: fc.oneof(
    fc.constantFrom(...CLEARANCES).map((one) => Array.from({ length: 12 }, () => one)),
    fc.array(fc.constantFrom(...CLEARANCES), { minLength: 12, maxLength: 12 }),
  ),
  releasable: fc.oneof(fc.constant(['low', 'desk', 'high']), fc.subarray(['low', 'desk', 'high'], { minLength: 1 })),
  defaultMarking: fc.constantFrom('green', 'amber', 'red'),
});
type Grants = typeof grants extends fc.Arbitrary<infer Value> ? Value : never;

const steps = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant('publish' as const),
      agency: fc.constantFrom('low', 'high', 'writer', 'writer'),
      collection: fc.constantFrom(DESK, OPEN),
      objects: fc.array(worldObjects, { minLength: 1, maxLength: 3 }),
    }),
    weight: 4,
  },
  fc.record({ kind: fc.constant('delete' as const), agency: fc.constantFrom('low', 'desk', 'high'), collection: fc.constantFrom(DESK, OPEN), id: worldIds }),
  fc.record({ kind: fc.constant('grant' as const), grants }),
  {
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      collection: fc.constantFrom(DESK, OPEN, BOTH),
      path: fc.oneof(fc.constantFrom('objects/', 'objects/', 'manifest/'), worldIds.chain((id) => fc.constantFrom(`objects/${id}/`, `objects/${id}/versions/`))),
      query: fc.oneof(fc.constant(''), worldQueries.map(queryText)),
      limit: fc.constantFrom('', '&limit=1', '&limit=2'),
      coding: fc.constantFrom(...CODINGS),
    }),
    weight: 2,
  },
);
type Step = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;
type Asking = Extract<Step, { kind: 'ask' }>;

/** What is asked after each change. */
const LATEST: readonly Asking[] = [
  { kind: 'ask', collection: DESK, path: 'objects/', query: '', limit: '', coding: 'gzip' },
  { kind: 'ask', collection: DESK, path: 'objects/', query: '', limit: '&limit=1', coding: 'identity' },
  { kind: 'ask', collection: BOTH, path: 'objects/', query: 'match[version]=all', limit: '', coding: 'zstd' },
];

describe.each(ENGINES)('on $name', ({ isSlow, makePlace }) => {
  let place: Place;
  /** Servers on one store: one that keeps answers, another one that does, and one that doesn't. */
  let keeping: ReleaseWorld;
  let neighbour: ReleaseWorld;
  let plain: ReleaseWorld;

  beforeAll(async () => {
    place = makePlace();
    keeping = await startReleaseWorld(place.place);
    neighbour = await startReleaseWorld(place.place);
    plain = await startReleaseWorld(place.place, { keptBytes: 0 });
  });
  afterAll(async () => {
    await Promise.all([keeping, neighbour, plain].map((world) => world.close()));
    await place.dispose();
  });

  test('P5, P3 a kept, a compressed and a conditional answer are the plain one', async () => {
    const end = Date.now() + TIME_LIMIT;
    await fc.assert(
      fc.asyncProperty(grants, fc.array(steps, { minLength: 4, maxLength: 12 }), fc.infiniteStream(fc.boolean()), async (first, taken, sides) => {
        if (Date.now() > end) return;
        const ids = newCollections();
        const known = new Map<string, { readonly tag: string; readonly text: string }>();
        const side = (): ReleaseWorld => (sides.next().value === true ? keeping : neighbour);
        await plain.declare(catalogueWith(first, ids));
        for (const step of taken) {
          if (step.kind !== 'ask') await change(step, ids, side());
          // Everybody asks the same, over and over.
          for (const asking of step.kind === 'ask' ? [step] : LATEST) {
            const world = side();
            // An answer is kept when it is made for the second time.
            for (const agency of [...AGENCIES, ...AGENCIES]) await compare(agency, asking, ids, known, world, plain);
          }
        }
      }),
      { numRuns: isSlow ? 2 : 60 },
    );
  });
});

async function change(step: Exclude<Step, Asking>, ids: CollectionNames, world: ReleaseWorld): Promise<void> {
  switch (step.kind) {
    case 'grant':
      return world.declare(catalogueWith(step.grants, ids));
    case 'delete': {
      const path = withIds(`/world/collections/${step.collection}/objects/${step.id}/`, ids);
      expect([200, 403, 404]).toContain((await world.send(step.agency, path, { method: 'DELETE' })).status);
      return;
    }
    case 'publish': {
      const objects = step.objects.map((object) => ('name' in object && object['name'] === 'a' ? { ...object, name: LONG_NAME } : object));
      const path = withIds(`/world/collections/${step.collection}/objects/`, ids);
      const sent = { method: 'POST', headers: { 'content-type': TAXII }, body: JSON.stringify({ objects }) };
      expect((await world.send(step.agency, path, sent)).status).toBe(202);
      return world.feed();
    }
  }
}

/** Asks, page after page, a server that keeps answers and the one that doesn't. */
async function compare(
  agency: string,
  { collection, path, query, limit, coding }: Asking,
  ids: CollectionNames,
  known: Map<string, { readonly tag: string; readonly text: string }>,
  keeping: ReleaseWorld,
  plain: ReleaseWorld,
): Promise<void> {
  const url = withIds(`/world/collections/${collection}/${path}?${query}${limit}`, ids);
  for (let next = '', page = 0; page < 2; page += 1) {
    const place = `${agency} ${coding} ${url}${next}`;
    const before = known.get(place);
    const headers = { 'accept-encoding': coding, ...(before === undefined ? {} : { 'if-none-match': before.tag }) };
    const [expected, answer, head] = await Promise.all([
      plain.send(agency, `${url}${next}`),
      keeping.send(agency, `${url}${next}`, { headers }),
      keeping.send(agency, `${url}${next}`, { method: 'HEAD', headers: { 'accept-encoding': coding } }),
    ]);
    if (answer.status === 304) expect(comparable({ ...answer, status: 200, text: before?.text ?? '' })).toEqual(comparable(expected));
    else expect(comparable(answer)).toEqual(comparable(expected));
    expect(comparable({ ...head, text: expected.text })).toEqual(comparable(expected));
    const tag = answer.headers['etag'];
    expect(head.headers['etag']).toBe(tag);
    // The octets that it stands for are those of the tag without a coding.
    if (tag !== undefined) expect(tag.replace(/-(?:gzip|br|zstd)"$/, '"')).toBe(expected.headers['etag']);
    if (tag !== undefined && answer.status === 200) known.set(place, { tag, text: answer.text });
    const [, more] = /"next":"([^"]+)"/.exec(expected.text) ?? [];
    if (more === undefined) return;
    next = `&next=${more}`;
  }
}

/** What doesn't depend on the form in which it was sent, nor on the occasion. */
function comparable({ status, headers, text }: PlainAnswer): unknown {
  const told = Object.entries(headers).filter(([name]) => name.startsWith('x-taxii') || name === 'vary' || name === 'cache-control');
  return { status, told: told.toSorted(), text: text.replaceAll(/"error_id":"[^"]*"/g, '') };
}

function catalogueWith({ clearances, releasable, defaultMarking }: Grants, ids: CollectionNames): Catalogue {
  const rules = { validation: 'lenient', default_marking: defaultMarking };
  const declared = worldCatalogue(rules, rules, { aggregate: { of: [DESK, OPEN], highest_marking: 'amber' } });
  const changed: Catalogue = {
    ...declared,
    grants: declared.grants.map((grant, index) => (grant.rights.includes('read') ? { ...grant, clearance: clearances[index] ?? 'red' } : grant)),
    releasability: declared.releasability.map((entry) => (entry.marking === MARKINGS[0] ? { ...entry, agencies: releasable } : entry)),
  };
  return catalogueWithIds(changed, ids);
}
