// P5: nothing that an agency sends, of whatever kind, tells it of what is above its clearance. An exchange with secrets
// answers it byte by byte as one that never held them, but for dates, signatures and ids that each makes up.
import fc from 'fast-check';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { PureExchange } from '../markings/pure-exchange.ts';
import { DESK, OPEN, worldCatalogue } from '../markings/world.ts';
import { TAXII } from '../protocol/client.ts';
import {
  catalogueWithIds,
  newCollections,
  startReleaseWorld,
  withIds,
  type CollectionNames,
  type PlainRequest,
  type ReleaseWorld,
} from '../protocol/release-world.ts';
import type { StixObject } from '../protocol/stix-objects.ts';
import { ENGINES, type Place } from './processes.ts';
import { stepsWith, versionsText, type OthersStep, type OwnStep, type Step, type Template } from './release-steps.ts';
import { Transcript } from './release-transcript.ts';

const catalogues = fc
  .record({
    unknown_markings: fc.constantFrom('red', 'refuse'),
    default_marking: fc.constantFrom('green', 'amber', 'red'),
    new_versions: fc.constantFrom('creator', 'anyone'),
    attribution: fc.constantFrom('keep', 'keep', 'require-own'),
  })
  .map((rules) => {
    const declared = { ...rules, validation: 'lenient' };
    return worldCatalogue(declared, declared, { aggregate: { of: [DESK, OPEN], highest_marking: 'amber' } });
  });

/** In milliseconds; no run is begun later. */
const TIME_LIMIT = 8_000;

/** What a twin is told of each step of others: what of it the agency may see; nothing where there is nothing of it. */
type TwinSteps = readonly (Step | undefined)[];

describe.each(ENGINES)('on $name', ({ isSlow, makePlace }) => {
  const places: Place[] = [];
  const worlds: ReleaseWorld[] = [];

  beforeAll(async () => {
    for (let number = 0; number < 2; number += 1) {
      const place = makePlace();
      places.push(place);
      worlds.push(await startReleaseWorld(place.place));
    }
  });
  afterAll(async () => {
    await Promise.all(worlds.map((world) => world.close()));
    await Promise.all(places.map((place) => place.dispose()));
  });

  test.each([
    ['low', ['desk', 'high', 'writer']],
    ['desk', ['low', 'high']],
    ['writer', ['low', 'high']],
  ])('P5 %s is answered as by an exchange that never held what is above it', async (agency, others) => {
    const end = Date.now() + TIME_LIMIT;
    await fc.assert(
      fc.asyncProperty(catalogues, stepsWith(others), async (catalogue, steps) => {
        if (Date.now() > end) return;
        const twinSteps = foresee(catalogue, agency, steps);
        fc.pre(twinSteps !== undefined);
        const [secretive, twin] = worlds as [ReleaseWorld, ReleaseWorld];
        const ids = newCollections();
        const told = await take(secretive, catalogue, ids, agency, steps);
        const expected = await take(twin, catalogue, ids, agency, twinSteps);
        expect(told.normalised()).toEqual(expected.normalised());
      }),
      { numRuns: isSlow ? 2 : 50, endOnFailure: process.env['CI'] !== undefined },
    );
  });
});

/** Takes all steps on an exchange, and gives what the agency was answered. */
async function take(world: ReleaseWorld, catalogue: Catalogue, ids: CollectionNames, agency: string, steps: TwinSteps): Promise<Transcript> {
  await world.declare(catalogueWithIds(catalogue, ids));
  const transcript = new Transcript();
  for (const step of steps) {
    if (step === undefined) continue;
    if (step.kind === 'others publish' || step.kind === 'others delete') await takeOthers(world, ids, step);
    else await takeOwn(world, ids, agency, step, transcript);
    if (step.kind === 'others publish' || step.kind === 'publish') await world.feed();
  }
  return transcript;
}

async function takeOthers(world: ReleaseWorld, ids: CollectionNames, step: OthersStep): Promise<void> {
  const path = withIds(`/world/collections/${step.collection}/objects/`, ids);
  if (step.kind === 'others publish') {
    expect((await world.send(step.agency, path, posting(step.objects))).status).toBe(202);
  } else {
    expect([200, 404]).toContain((await world.send(step.agency, `${path}${step.id}/`, { method: 'DELETE' })).status);
  }
}

async function takeOwn(world: ReleaseWorld, ids: CollectionNames, agency: string, step: OwnStep, transcript: Transcript): Promise<void> {
  switch (step.kind) {
    case 'publish': {
      const path = `/world/collections/${step.collection}/objects/`;
      const answer = await world.send(agency, withIds(path, ids), posting(step.objects));
      return transcript.add(`POST ${path}`, step.collection, answer);
    }
    case 'delete': {
      const path = `/world/collections/${step.collection}/objects/${step.id}/?${versionsText(step.versions)}${step.more}`;
      const answer = await world.send(agency, withIds(path, ids), { method: 'DELETE' });
      return transcript.add(`DELETE ${path}`, step.collection, answer);
    }
    case 'ask': {
      const { method, collection, path, headers, body } = step;
      const fill = (template: Template): Promise<string> => filled(world, ids, template, collection, transcript);
      const given = await Promise.all(Object.entries(headers).map(async ([header, value]) => [header, await fill(value)] as const));
      const request: PlainRequest = { method, headers: Object.fromEntries(given), ...(body === undefined ? {} : { body }) };
      const answer = await world.send(agency, withIds(await fill(path), ids), request);
      return transcript.add(`${method} ${JSON.stringify(path)} ${JSON.stringify(headers)}`, collection, answer);
    }
  }
}

async function filled(
  world: ReleaseWorld,
  ids: CollectionNames,
  template: Template,
  collection: string | undefined,
  transcript: Transcript,
): Promise<string> {
  const parts = await Promise.all(
    template.map((part) => {
      if (typeof part === 'string') return part;
      return part.kind === 'foreign next' ? foreignNext(world, ids, collection ?? DESK) : transcript.valueOf(part, collection);
    }),
  );
  return parts.join('');
}

/** The `next` that the agency with the highest clearance has for its second page, or a forged one. */
async function foreignNext(world: ReleaseWorld, ids: CollectionNames, collection: string): Promise<string> {
  const { text } = await world.send('high', withIds(`/world/collections/${collection}/objects/?limit=1`, ids));
  return /"next":"([^"]+)"/.exec(text)?.[1] ?? `1.${Buffer.from('[1767225600000000,{}]').toString('base64url')}.${'A'.repeat(22)}`;
}

function posting(objects: readonly StixObject[]): PlainRequest {
  return { method: 'POST', headers: { 'content-type': TAXII }, body: JSON.stringify({ objects }) };
}

/**
 * The steps of the twin, found with exchanges in memory. `undefined`: this history has no twin, as without the secrets
 * others would have published, or deleted, something else of what the agency sees.
 */
function foresee(catalogue: Catalogue, agency: string, steps: readonly Step[]): TwinSteps | undefined {
  const whole = new Following(catalogue);
  const seen = steps.map((step, index) => whole.take(agency, step, index));
  const ever = new Set(seen.flat());
  const twin = new Following(catalogue);
  const twinSteps: (Step | undefined)[] = [];
  for (const [index, step] of steps.entries()) {
    const [positions, taken] = visibleOf(step, index, ever, seen[index - 1] ?? [], seen[index] ?? []);
    twinSteps.push(taken);
    const seenByTwin = taken === undefined ? twin.allowed(agency) : twin.take(agency, taken, index, positions);
    if (String(seenByTwin) !== String(seen[index])) return undefined;
  }
  return twinSteps;
}

/** What is left of a step for the twin, and which of its objects those are. */
function visibleOf(
  step: Step,
  index: number,
  ever: ReadonlySet<string>,
  before: readonly string[],
  after: readonly string[],
): readonly [positions: readonly number[], left: Step | undefined] {
  if (step.kind === 'others delete') return [[], before.length === after.length ? undefined : step];
  if (step.kind === 'publish') return [[...step.objects.keys()], step];
  if (step.kind !== 'others publish') return [[], step];
  const positions = [...step.objects.keys()].filter((position) => ever.has(`${index}.${position}`));
  const objects = step.objects.filter((_, position) => positions.includes(position));
  return [positions, objects.length === 0 ? undefined : { ...step, objects }];
}

/** An exchange in memory that knows which object of which step each of its versions is. */
class Following {
  readonly #exchange: PureExchange;
  readonly #origins = new Map<number, string>();

  constructor(catalogue: Catalogue) {
    this.#exchange = new PureExchange(catalogue);
  }

  /** Takes a step; gives what is there for the agency afterwards. `positions` are those of the objects in the whole step. */
  take(agency: string, step: Step, index: number, positions?: readonly number[]): string[] {
    if (step.kind === 'others publish') this.#publish(step.agency, step.collection, step.objects, index, positions);
    if (step.kind === 'publish') this.#publish(agency, step.collection, step.objects, index, positions);
    if (step.kind === 'others delete') this.#exchange.remove(step.agency, step.collection, step.id, 'all');
    // Whoever may only write deletes nothing, and another parameter is refused.
    const isDeletion = step.kind === 'delete' && agency !== 'writer' && !step.more.includes('limit');
    if (isDeletion) this.#exchange.remove(agency, step.collection, step.id, step.versions);
    return this.allowed(agency);
  }

  /** What the agency may see, in order. */
  allowed(agency: string): string[] {
    return [...this.#exchange.allowed(agency)].map((date) => this.#origins.get(date) ?? '').toSorted();
  }

  #publish(agency: string, collection: string, objects: readonly StixObject[], index: number, positions: readonly number[] = [...objects.keys()]): void {
    let date = this.#exchange.lastDate;
    for (const [at, outcome] of this.#exchange.publish(agency, collection, objects).entries()) {
      if (outcome !== 'added') continue;
      date += 1;
      this.#origins.set(date, `${index}.${positions[at]}`);
    }
  }
}
