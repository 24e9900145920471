// Collections for measuring what release costs: objects under labels of which a reader sees all, half, few or hardly any.
import { randomUUID } from 'node:crypto';
import { catalogueOf } from '../collections/catalogue/from-document.ts';
import type { PlainLabel } from '../collections/markings/label.ts';
import type { Sight } from '../collections/markings/sight.ts';
import type { AcceptedObject, CheckedEnvelope, Store } from '../collections/storage/port.ts';
import { describeObject } from '../schemas/stix/describe-object.ts';
import type { JsonObject } from '../schemas/stix/json.ts';
import { now } from '../schemas/timestamp.ts';
import { finish, sealEnvelope } from '../test/storage/objects.ts';
import { randomFrom } from './random.ts';
import { syntheticObjects } from './synthetic.ts';

/** How the objects that a reader sees lie among the others. */
export type Layout =
  /** Everywhere. */
  | 'spread'
  /** Those of the one half first, and what few see at the end. */
  | 'clustered'
  /** Everywhere, under 25 labels for each half. */
  | 'many labels'
  /** Everywhere; one object in ten is there twice, as two agencies published it out of each other's sight. */
  | 'two lines';

/**
 * What a reader sees: with `half` one object in two, with `thousandth` one in a thousand, with `one` a single one; `own` is
 * that of the agency that publishes again what others published.
 */
export type Share = 'all' | 'half' | 'half and own' | 'thousandth' | 'one' | 'own';

const ENVELOPE = 1_000;
const LABELS_OF_A_HALF = 25;
const RARE = 'marking-definition--rare';
const ONLY = 'marking-definition--only';
const halves = (['open', 'shut'] as const).map((half) =>
  Array.from({ length: LABELS_OF_A_HALF }, (_, number) => `marking-definition--${half}-${number}`),
) as [string[], string[]];
const [OPEN, SHUT] = halves;

/** The sight of somebody who sees that share; `own`, too, what its own agency published. */
export function sightOf(share: Share): Sight {
  if (share === 'own') return ownSight('blind');
  const closed = { all: [], half: SHUT, 'half and own': SHUT, thousandth: [...OPEN, ...SHUT], one: [...OPEN, ...SHUT, RARE] }[share];
  return { agency: share === 'half and own' ? 'second' : 'reader', clearance: 1, defaultLevel: 1, closed: closed.toSorted() };
}

/** Declares collections of these names and gives their ids. */
export async function declareCollections<Name extends string>(store: Store, names: readonly Name[]): Promise<Record<Name, string>> {
  const ids = Object.fromEntries(names.map((name) => [name, randomUUID()])) as Record<Name, string>;
  const collections = names.map((name) => ({ id: ids[name], title: name }));
  await store.writer.replaceCatalogue(catalogueOf({ discovery: { title: 'Bench' }, api_roots: [{ path: 'bench', title: 'Bench', collections }] }), true);
  return ids;
}

/** Fills a collection with that many objects; `tell` is told how many there are. */
export async function fill(store: Store, collection: string, layout: Layout, count: number, tell: (done: number) => void): Promise<void> {
  const random = randomFrom(count);
  const objects = syntheticObjects();
  for (let done = 0; done < count; done += ENVELOPE) {
    const batch = Array.from({ length: Math.min(ENVELOPE, count - done) }, () => objects.next().value);
    const labelled = batch.map((object, index) => ({ object, label: labelAt(layout, done + index, count, random.below) }));
    // One envelope in fifty is by somebody who is going to read, too.
    await publish(store, collection, (done / ENVELOPE) % 50 === 49 ? 'second' : 'first', labelled);
    if (layout === 'two lines') {
      const again = labelled.filter((_, index) => index % 10 === 0);
      await publish(store, collection, 'blind', again.map(({ object }) => ({ object, label: { level: 1, markings: [OPEN[1] ?? ''] } })));
    }
    tell(done + batch.length);
  }
}

/** An envelope of that many objects under that many labels, by an agency that sees its own only. */
export async function publishUnder(store: Store, collection: string, objects: readonly JsonObject[], labels: number): Promise<void> {
  const labelled = objects.map((object, index) => ({ object, label: { level: 1, markings: [`marking-definition--${index % labels}`] } as const }));
  await publish(store, collection, 'first', labelled);
}

/** The same, every other object green, and the others amber+strict. */
export async function publishHalves(store: Store, collection: string, objects: readonly JsonObject[]): Promise<void> {
  const labelled = objects.map((object, index) => ({ object, label: { level: index % 2 === 0 ? 1 : 3, markings: [] } as const }));
  await publish(store, collection, 'first', labelled);
}

async function publish(
  store: Store,
  collection: string,
  agency: string,
  labelled: readonly { readonly object: JsonObject; readonly label: PlainLabel }[],
): Promise<void> {
  const origin = { statusId: randomUUID(), apiRoot: 'bench', collection, account: agency, agency };
  const publication = { ...origin, requestedAt: now(), totalCount: labelled.length };
  const rights = { sight: ownSight(agency), newVersions: 'creator' } as const;
  const { failures } = await finish(store, publication, envelopeOf(labelled), rights);
  if (failures.length > 0) throw new Error(`not published: ${JSON.stringify(failures[0])}`);
}

function ownSight(agency: string): Sight {
  return { agency, clearance: undefined, defaultLevel: 1, closed: [] };
}

function envelopeOf(labelled: readonly { readonly object: JsonObject; readonly label: PlainLabel }[]): CheckedEnvelope {
  const bodies = labelled.map(({ object }) => Buffer.from(JSON.stringify(object)));
  let end = 0;
  const accepted = labelled.map(({ object, label }, index): AcceptedObject => {
    const { version, specVersion = '2.1' } = describeObject(object) ?? {};
    const start = end;
    end += bodies[index]?.length ?? 0;
    const described = { id: String(object.id), type: String(object.type), specVersion, ...(version === undefined ? {} : { version }) };
    return { ...described, start, end, label, uses: [], isRevoked: false };
  });
  return sealEnvelope(new Uint8Array(Buffer.concat(bodies)), { accepted, refused: [] });
}

function labelAt(layout: Layout, index: number, count: number, below: (end: number) => number): PlainLabel {
  const marked = (marking: string | undefined): PlainLabel => ({ level: 1, markings: [marking ?? ''] });
  const number = layout === 'many labels' ? below(LABELS_OF_A_HALF) : 0;
  if (index === (layout === 'clustered' ? count - 1 : Math.floor(count / 2))) return marked(ONLY);
  if (layout === 'clustered') {
    if (index >= count - Math.ceil(count / 1_000)) return marked(RARE);
    return marked((index < count / 2 ? SHUT : OPEN)[number]);
  }
  if (below(1_000) === 0) return marked(RARE);
  return marked((below(2) === 0 ? SHUT : OPEN)[number]);
}
