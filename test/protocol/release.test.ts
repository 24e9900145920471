// P5, as a table: clearance × marking × endpoint × filter, on a real server; what is right says the slow model.
import type { ObjectQuery } from '../../collections/storage/port.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { TLP_NAMES } from '../../schemas/stix/tlp.ts';
import { ModelExchange, type ModelEntry } from '../markings/model.ts';
import { BOTH, DESK, OPEN, WORLD_AGENCIES, worldCatalogue } from '../markings/world.ts';
import { ENGINES, type Place } from '../promises/processes.ts';
import { answerOf } from '../storage/model.ts';
import {
  ADDRESS,
  CATALOGUE,
  CHANGED,
  EVERY_VERSION,
  FILTERS,
  HIDDEN_MARKING,
  LAST,
  LOWERED,
  marked,
  PLAIN,
  RAISED,
  READERS,
  SHARED,
  STATEMENT,
  storyWith,
  type Sent,
} from './release-story.ts';
import { startReleaseWorld, type ReleaseWorld } from './release-world.ts';
import { identity, malware, newId, type StixObject } from './stix-objects.ts';

describe.each(ENGINES)('P5 on $name', (engine) => {
  const oneIn = engine.isSlow ? 11 : 1;
  const story = storyWith(oneIn);
  const all = new Set(story.flatMap(({ objects }) => objects.map(({ id }) => id)));
  const ids = [...all].filter((_, index) => index % Math.min(oneIn, 3) === 0);
  const readers = READERS.filter((_, index) => index % (engine.isSlow ? 5 : 1) === 0);
  let place: Place;
  let world: ReleaseWorld;
  let model: ModelExchange;

  beforeAll(async () => {
    place = engine.makePlace();
    world = await startReleaseWorld(place.place);
    await world.declare(CATALOGUE);
    model = new ModelExchange(CATALOGUE);
    for (const sent of story) await publishBoth(world, model, sent);
  });
  afterAll(async () => {
    await world.close();
    await place.dispose();
  });

  const at = (collection: string, rest: string): string => `/world/collections/${collection}/${rest}`;
  // The model is slow: until something changes, it is asked once for all that a reader sees.
  const known = new Map<string, ModelEntry[]>();
  function seen(agency: string, collection: string, query: Partial<ObjectQuery> = {}): ModelEntry[] {
    const all = known.get(`${agency} ${collection}`) ?? model.seen(agency, collection);
    known.set(`${agency} ${collection}`, all);
    return answerOf(all, { versions: LAST, limit: 10_000, maximumBytes: 1e9, ...query }) as ModelEntry[];
  }

  async function checkLists(agency: string, collection: string, filters = FILTERS.slice(0, engine.isSlow ? 2 : undefined)): Promise<void> {
    const client = world.as(agency);
    for (const [query, means] of filters) {
      const expected = seen(agency, collection, means);
      const objects = await client.get(at(collection, `objects/?${query}`));
      expect([query, objects.json.objects ?? []]).toEqual([query, expected.map(({ object }) => object)]);
      const manifest = await client.get(at(collection, `manifest/?${query}`));
      const records: { id: string; version: string; date_added: string }[] = manifest.json.objects ?? [];
      expect(records.map(namedRecord)).toEqual(expected.map(namedEntry));
      expect(objects.headers['x-taxii-date-added-last']).toBe(records.at(-1)?.date_added);
      await checkPages(agency, collection, query, expected, records);
    }
  }

  // By `next`, two at a time, and from the middle by `added_after`.
  async function checkPages(
    agency: string,
    collection: string,
    query: string,
    expected: readonly ModelEntry[],
    records: readonly { readonly date_added: string }[],
  ): Promise<void> {
    const middle = records[Math.floor(records.length / 2)]?.date_added;
    if (middle !== undefined) {
      const { json } = await world.as(agency).get(at(collection, `objects/?${query}&added_after=${middle}`));
      expect(json.objects ?? []).toEqual(expected.slice(Math.floor(records.length / 2) + 1).map(({ object }) => object));
    }
    const walked: StixObject[] = [];
    let next: string | undefined;
    do {
      const parameters: string = next === undefined ? query : `next=${next}`;
      const { json } = await world.as(agency).get(at(collection, `objects/?${parameters}&limit=7`));
      if (json.more === true) expect(json.objects).toHaveLength(7);
      walked.push(...(json.objects ?? []));
      next = json.next;
    } while (next !== undefined && walked.length <= expected.length);
    expect(walked).toEqual(expected.map(({ object }) => object));
  }

  async function checkObjects(agency: string, collection: string): Promise<void> {
    const client = world.as(agency);
    const everything = Map.groupBy(seen(agency, collection, EVERY_VERSION), ({ id }) => id);
    const lastOnes = Map.groupBy(seen(agency, collection), ({ id }) => id);
    for (const id of ids) {
      const all = everything.get(id) ?? [];
      const last = lastOnes.get(id) ?? [];
      const object = await client.get(at(collection, `objects/${id}/`));
      expect([id, object.status, object.json.objects]).toEqual([id, all.length > 0 ? 200 : 404, last.length > 0 ? last.map((one) => one.object) : undefined]);
      const versions = await client.get(at(collection, `objects/${id}/versions/?match[spec_version]=2.0,2.1`));
      expect([id, versions.status]).toEqual([id, all.length > 0 ? 200 : 404]);
      const told: string[] = versions.json.versions ?? [];
      expect(told.map(orDate)).toEqual(all.map(versionOfEntry));
    }
  }

  describe.each(readers)('%s, reading %s,', (agency, collection) => {
    test('is given objects and manifest as far as it may see them, under every filter and on every page', async () => {
      await checkLists(agency, collection);
    });
    test('finds each object and its versions, or nothing of it', async () => {
      await checkObjects(agency, collection);
    });
    test('follows exactly the changes of what it is shown', async () => {
      const expected = seen(agency, collection, EVERY_VERSION).map((entry) => ['added', ...namedEntry(entry)].join(' '));
      expect(await changesOf(world, agency, at(collection, 'changes/'))).toEqual(expected);
    });
  });

  test.each([['writer', DESK, 403], ['writer', BOTH, 404], ['operator', OPEN, 404]] as const)(
    '%s, who may not read %s, gets nothing from any endpoint',
    async (agency, collection, status) => {
      for (const rest of ['objects/', 'manifest/', `objects/${PLAIN.id}/`, `objects/${PLAIN.id}/versions/`, 'changes/']) {
        expect([rest, (await world.send(agency, at(collection, rest))).status]).toEqual([rest, status]);
      }
    },
  );

  test.each(WORLD_AGENCIES)('me tells %s its own clearance in each collection, and of no other', async (agency) => {
    const { status, text } = await world.send(agency, '/world/me/');
    expect([status, status === 200 ? '' : text]).toEqual([200, '']);
    const { collections } = JSON.parse(text) as { collections: { id: string; clearance?: string }[] };
    const entries = CATALOGUE.apiRoots.flatMap((root) => root.collections);
    const granted = entries.filter(({ id }) => CATALOGUE.grants.some((grant) => grant.collection === id && grant.agency === agency));
    const expected = granted.map((entry) => {
      const clearance = model.clearance(agency, entry);
      return [entry.id, clearance === undefined ? undefined : TLP_NAMES[clearance]];
    });
    expect(collections.map(({ id, clearance }) => [id, clearance])).toEqual(expected);
  });

  test('a next value is good for the agency that it was given to, and for nobody else, whatever they may see', async () => {
    for (const rest of ['objects/', 'manifest/', `objects/${RAISED.id}/`, `objects/${RAISED.id}/versions/`, 'changes/']) {
      const path = at(DESK, `${rest}?limit=1&match[version]=all`);
      const nexts = new Map<string, string | undefined>();
      for (const agency of ['low', 'desk', 'high', 'operator']) {
        const { text } = await world.send(agency, path);
        nexts.set(agency, (JSON.parse(text) as { next?: string }).next);
      }
      expect([rest, nexts.get('high')]).toEqual([rest, expect.any(String)]);
      for (const [agency, reader] of [...nexts.keys()].flatMap((one) => [...nexts.keys()].map((other) => [one, other] as const))) {
        const next = nexts.get(agency);
        if (next === undefined) continue;
        const { status } = await world.send(reader, `${path}&next=${next}`);
        expect([rest, agency, reader, status]).toEqual([rest, agency, reader, agency === reader ? 200 : 400]);
      }
    }
  });

  test.each(Object.entries(CHANGED).slice(0, engine.isSlow ? 1 : undefined))('a change of %s counts on the next request, cursors included', async (_, changed) => {
    const reading = readers.filter(([, collection]) => collection !== OPEN);
    const begun = await Promise.all(reading.map(([agency, collection]) => world.as(agency).get(at(collection, 'objects/?limit=5'))));
    const ends = reading.map(([agency, collection]) => seen(agency, collection)[4]?.dateAdded ?? Infinity);
    await inForce(changed);
    for (const [index, [agency, collection]] of reading.entries()) {
      await checkLists(agency, collection, FILTERS.slice(0, engine.isSlow ? 1 : 3));
      const rest = seen(agency, collection).filter(({ dateAdded }) => dateAdded > (ends[index] ?? 0));
      const { json } = await world.as(agency).get(at(collection, `objects/?next=${begun[index]?.json.next}`));
      expect(json.objects ?? []).toEqual(rest.map(({ object }) => object));
    }
    await inForce(CATALOGUE);
  });

  async function inForce(catalogue: Catalogue): Promise<void> {
    await world.declare(catalogue);
    model.catalogue = catalogue;
    known.clear();
  }

  test.each([DESK, OPEN, BOTH])('a dry run for %s tells nothing of markings that are out of sight', async (collection) => {
    const unheardOf = newId('marking-definition');
    const answers = await Promise.all(
      [unheardOf, HIDDEN_MARKING.id].map((marking) => {
        const body = JSON.stringify({ objects: [malware({ id: PLAIN.id, object_marking_refs: [marking] })] });
        const headers = { 'content-type': 'application/taxii+json;version=2.1' };
        return world.send('low', `/world/validation/?collection=${collection}`, { method: 'POST', headers, body });
      }),
    );
    const [expected, told] = answers.map(({ status, text }, index) => [status, text.replaceAll([unheardOf, HIDDEN_MARKING.id][index] ?? '', 'it')]);
    expect(told).toEqual(expected);
  });

  test('deleting takes what the deleter is shown, and tells those who were shown it', async () => {
    const before = new Map(readers.map(([agency, collection]) => [`${agency} ${collection}`, seen(agency, collection, EVERY_VERSION)]));
    let number = 0;
    for (const id of [SHARED.id, ADDRESS.id, RAISED.id, LOWERED.id, STATEMENT.id, ...(engine.isSlow ? [] : ids)]) {
      number += 1;
      for (const [place_, agency] of [DESK, OPEN].flatMap((one) => ['low', 'desk', 'high'].map((name) => [one, name] as const))) {
        if (number > 6 && number % 5 !== 0) continue;
        const [query, versions] = number % 2 === 0 ? ['', 'all' as const] : ['?match[version]=last', LAST];
        const { status } = await world.as(agency).delete(at(place_, `objects/${id}/${query}`));
        const removed = model.remove(agency, place_, id, versions);
        expect([agency, id, status]).toEqual([agency, id, removed > 0 ? 200 : 404]);
      }
    }
    known.clear();
    for (const [agency, collection] of readers) {
      const after = seen(agency, collection, EVERY_VERSION);
      // Through an aggregate a version may still be there, from the other part.
      const names = new Set(after.map((entry) => String(namedEntry(entry))));
      const gone = (before.get(`${agency} ${collection}`) ?? []).filter((entry) => !names.has(String(namedEntry(entry))));
      const news = [...after.map((entry) => ['added', entry] as const), ...gone.map((entry) => ['deleted', entry] as const)];
      const expected = news.map(([change, entry]) => [change, ...namedEntry(entry)].join(' '));
      const told = await changesOf(world, agency, at(collection, 'changes/'));
      const isTold = new Set(told);
      // Of what came into sight by one deletion, and went by the next, the deletion may be told as well.
      expect(expected.filter((change) => !isTold.has(change))).toEqual([]);
      expect(told.filter((change) => change.startsWith('added')).toSorted()).toEqual(expected.filter((change) => change.startsWith('added')).toSorted());
      await checkLists(agency, collection);
    }
  });

  test('a dry run refuses what publishing refuses, for every marking and publisher', async () => {
    const strict = worldCatalogue({ unknown_markings: 'refuse', highest_marking: 'amber' }, { granular_markings: 'refuse', attribution: 'require-own' });
    await inForce(strict);
    for (const [agency, collection] of ['low', 'desk', 'high', 'writer'].flatMap((name) => [[name, DESK], [name, OPEN]] as const)) {
      const objects = [...marked(agency, oneIn), identity({ created_by_ref: newId('identity') })];
      const report = await world.send(agency, `/world/validation/?collection=${collection}`, {
        method: 'POST',
        headers: { 'content-type': 'application/taxii+json;version=2.1' },
        body: JSON.stringify({ objects }),
      });
      const outcomes = await publishBoth(world, model, { agency, collection, objects });
      const { objects: told = [] } = JSON.parse(report.text) as { objects?: { index: number; accepted: boolean }[] };
      const refused = told.filter(({ accepted }) => !accepted).map(({ index }) => index);
      expect(refused).toEqual([...outcomes.keys()].filter((index) => outcomes[index] === 'refused'));
    }
  });
});

/** Publishes in both, and compares what becomes of each object. */
async function publishBoth(world: ReleaseWorld, model: ModelExchange, { agency, collection, objects }: Sent) {
  const { status, json } = await world.as(agency).post(`/world/collections/${collection}/objects/`, { objects });
  expect(status).toBe(202);
  await world.feed();
  const outcomes = model.publish(agency, collection, objects);
  const isSuccess = (outcome: string | undefined): boolean => outcome === 'added' || outcome === 'present';
  const ids = (wanted: boolean): string[] => objects.filter((_, index) => isSuccess(outcomes[index]) === wanted).map(({ id }) => id);
  expect((json.successes ?? []).map(({ id }: { id: string }) => id)).toEqual(ids(true));
  expect((json.failures ?? []).map(({ id }: { id: string }) => id).toSorted()).toEqual(ids(false).toSorted());
  return outcomes;
}

/** All changes, by pages of nine, as `kind id version`; their dates only ever increase. */
async function changesOf(world: ReleaseWorld, agency: string, path: string): Promise<string[]> {
  const changes: { change: string; date: string; id: string; version: string }[] = [];
  for (let query = 'limit=9', page = 0; query !== '' && page < 1_000; page += 1) {
    const { status, text } = await world.send(agency, `${path}?${query}`);
    expect([status, status === 200 ? '' : text]).toEqual([200, '']);
    const { changes: told = [], more, next } = JSON.parse(text) as { changes?: typeof changes; more?: boolean; next?: string };
    changes.push(...told);
    if (more === true) expect(told).toHaveLength(9);
    query = next === undefined ? '' : `limit=9&next=${next}`;
  }
  const dates = changes.map(({ date }) => date);
  expect(dates).toEqual([...new Set(dates)].toSorted());
  return changes.map(({ change, id, version }) => [change, id, orDate(version)].join(' '));
}

function namedRecord({ id, version }: { readonly id: string; readonly version: string }): string[] {
  return [id, orDate(version)];
}

function namedEntry(entry: ModelEntry): string[] {
  return [entry.id, versionOfEntry(entry)];
}

function versionOfEntry({ object }: ModelEntry): string {
  return String(object['modified'] ?? object['created'] ?? 'date');
}

// Dates that the exchange gave have six digits after the second, those of the objects three.
function orDate(version: string): string {
  return /\.\d{6}Z$/.test(version) ? 'date' : version;
}
