// What went wrong in other servers, each a test that it doesn't go wrong here.
import { setTimeout as sleep } from 'node:timers/promises';
import { datesIn, filledCollection, nameOf, namesAt, publish } from './conversation.ts';
import { postInChunks } from './raw-request.ts';
import { basic, passwordOf, startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import {
  identity,
  indicator,
  instant,
  ipv4Address,
  malware,
  newId,
  relationship,
  statementMarking,
  versionOf,
  versionsOf,
  type StixObject,
} from './stix-objects.ts';
import { MAIN } from './test-catalogue.ts';

const LAST = 'x-taxii-date-added-last';
const FIRST = 'x-taxii-date-added-first';

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

const filled = (count: number) => filledCollection(exchange, count);

describe('what went wrong in medallion', () => {
  const fourVersions = async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, ...versionsOf(object, 1, 2, 3, 4));
    return { collection, object, path: `${collection}objects/${object.id}/` };
  };

  test('bug: DELETE with an unknown version deletes every version', async () => {
    const { collection, path } = await fourVersions();
    expect((await both.delete(`${path}?match[version]=${instant(50)}`)).status).toBe(404);
    expect((await datesIn(both, collection)).size).toBe(4);
  });

  test('bug: GET with an unknown version gives every version', async () => {
    const { collection, path } = await fourVersions();
    expect((await both.get(`${path}?match[version]=${instant(50)}`)).status).toBe(404);
    expect((await both.get(`${collection}objects/?match[version]=${instant(50)}`)).json).toEqual({});
  });

  test('bug: with a known and an unknown version the newest comes too', async () => {
    const { object, path } = await fourVersions();
    expect(await namesAt(both, `${path}?match[version]=${instant(2)},${instant(50)}`)).toEqual([
      `${object.id} ${instant(2)}`,
    ]);
  });

  test('bug: DELETE without version removes the latest only', async () => {
    const { path } = await fourVersions();
    await both.delete(path);
    expect((await both.get(path)).status).toBe(404);
  });

  test('bug: a version or a deletion between pages makes the next page skip an object', async () => {
    const { collection, objects } = await filled(6);
    const first = (await both.get(`${collection}objects/?limit=2`)).json;
    await publish(both, collection, versionOf(objects[0] as StixObject, 5));
    await both.delete(`${collection}objects/${objects[1]?.id}/`);
    const second = (await both.get(`${collection}objects/?limit=2&next=${first.next}`)).json;
    expect(second.objects).toEqual(objects.slice(2, 4));
  });

  test('bug: a reader during a long POST takes the last date and misses the rest of the batch', async () => {
    const collection = await exchange.newCollection();
    const found: string[] = [];
    let cursor = '2020-01-01T00:00:00Z';
    let isPublishing = true;
    const polling = (async () => {
      for (let isLast = false; !isLast;) {
        isLast = !isPublishing;
        const { json, headers } = await both.get(`${collection}objects/?limit=7&added_after=${cursor}`);
        found.push(...(json.objects ?? []).map(nameOf));
        if (json.more === true) isLast = false;
        cursor = String(headers[LAST]);
      }
    })();
    const batches = Array.from({ length: 4 }, () => Array.from({ length: 60 }, () => indicator()));
    await Promise.all(batches.map((batch) => publish(both, collection, ...batch)));
    isPublishing = false;
    await polling;
    expect(found.toSorted()).toEqual(batches.flat().map(nameOf).toSorted());
  });

  test('bug: one bad object refuses the POST, but the objects before it stay', async () => {
    const collection = await exchange.newCollection();
    const [before, after] = [indicator(), indicator()];
    const { status, json } = await both.post(`${collection}objects/`, {
      objects: [before, { ...malware(), created: 3 }, after],
    });
    expect(status).toBe(202);
    expect([json.success_count, json.failure_count]).toEqual([2, 1]);
    expect(await namesAt(both, `${collection}objects/`)).toEqual([before, after].map(nameOf));
  });

  test('bug: objects that come at once from several publishers are stored twice', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await Promise.all(Array.from({ length: 10 }, () => publish(both, collection, object)));
    expect((await datesIn(both, collection)).size).toBe(1);
  });

  test.each([
    '2024-01-01T00:00:00.000Z',
    '2024-01-01T00:00:00.000000Z',
    '2024-01-01T00:00:00.1234567890123Z',
    '2024-01-01T00:00:00.100Z',
  ])('bug: a timestamp is rewritten, or refused for its precision: %s', async (modified) => {
    const collection = await exchange.newCollection();
    const object = indicator({ created: '2024-01-01T00:00:00.000Z', modified });
    await publish(both, collection, object);
    expect((await both.get(`${collection}objects/`)).json.objects).toEqual([object]);
    expect((await both.get(`${collection}manifest/`)).json.objects[0].version).toBe(modified);
  });

  test('bug: one instant in two spellings becomes two versions', async () => {
    const collection = await exchange.newCollection();
    const object = indicator({ modified: '2024-02-01T00:00:00.000Z' });
    await publish(both, collection, object);
    await both.post(`${collection}objects/`, { objects: [{ ...object, modified: '2024-02-01T00:00:00.000000Z' }] });
    expect((await datesIn(both, collection)).size).toBe(1);
  });

  test('bug: POST in chunks, without Content-Length, is 400', async () => {
    const path = `${await exchange.newCollection()}objects/`;
    const body = Buffer.from(JSON.stringify({ objects: [indicator()] }));
    expect(await postInChunks(exchange.origin, basic('both', passwordOf('both')), path, body, 50)).toBe(202);
  });

  test('bug: next without limit is 500', async () => {
    const { collection, objects } = await filled(3);
    const { next } = (await both.get(`${collection}objects/?limit=1`)).json;
    expect((await both.get(`${collection}objects/?next=${next}`)).json.objects).toEqual(objects.slice(1));
  });

  test('bug: next expires after 30 seconds, or is used up by its first use', async () => {
    const { collection, objects } = await filled(3);
    const { next } = (await both.get(`${collection}objects/?limit=1`)).json;
    for (let time = 0; time < 3; time += 1) {
      expect((await both.get(`${collection}objects/?limit=1&next=${next}`)).json.objects).toEqual([objects[1]]);
    }
  });

  test.each(['added_after=garbage', 'added_after=2024-01-01T00:00:00%2B05:00', 'match[version]=foo', 'limit=abc'])(
    'bug: a malformed parameter is 500: ?%s',
    async (query) => {
      const { collection } = await filled(1);
      expect((await both.get(`${collection}objects/?${query}`)).status).toBe(400);
    },
  );

  test('bug: an empty list of objects is a complete status with nothing in it', async () => {
    expect((await both.post(`${await exchange.newCollection()}objects/`, { objects: [] })).status).toBe(422);
  });

  test('bug: rights are the same for everyone, and anyone reads any status', async () => {
    const { collection } = await filled(1);
    const { id } = (await both.post(`${collection}objects/`, { objects: [indicator()] })).json;
    expect((await exchange.as('reader').get(`/scratch/status/${id}/`)).status).toBe(404);
    expect((await exchange.as('reader').get(collection)).json.can_write).toBe(false);
  });

  test('bug: a repeated SCO gets a new version in its status', async () => {
    const collection = await exchange.newCollection();
    const address = ipv4Address('198.51.100.101');
    const [first] = (await publish(both, collection, address)).successes;
    await sleep(3);
    const [second] = (await publish(both, collection, address)).successes;
    expect(second.version).toBe(first.version);
  });
});

describe('what went wrong in ATT&CK Workbench', () => {
  test('bug: added_after compares with created, so that a late object with an old created never arrives', async () => {
    const { collection } = await filled(1);
    const [watermark] = (await datesIn(both, collection)).values();
    const late = indicator({ created: '2001-01-01T00:00:00.000Z' });
    await publish(both, collection, late);
    expect(await namesAt(both, `${collection}objects/?added_after=${watermark}`)).toEqual([nameOf(late)]);
  });

  test('bug: a changed object never reaches an incremental client', async () => {
    const { collection, objects } = await filled(2);
    const watermark = [...(await datesIn(both, collection)).values()].at(-1);
    await publish(both, collection, versionOf(objects[0] as StixObject, 8));
    expect(await namesAt(both, `${collection}objects/?added_after=${watermark}`)).toEqual([
      `${objects[0]?.id} ${instant(8)}`,
    ]);
  });

  test('bug: next is a page number, and means something else under another limit', async () => {
    const { collection, objects } = await filled(6);
    const { next } = (await both.get(`${collection}objects/?limit=2`)).json;
    expect((await both.get(`${collection}objects/?limit=3&next=${next}`)).json.objects).toEqual(objects.slice(2, 5));
  });

  test('bug: limit=0 gives empty pages for ever', async () => {
    expect((await both.get(`${(await filled(1)).collection}objects/?limit=0`)).status).toBe(400);
  });

  test('bug: media types are those of TAXII where STIX is meant', async () => {
    const { collection } = await filled(1);
    const [{ media_type: mediaType }] = (await both.get(`${collection}manifest/`)).json.objects;
    expect(mediaType).toBe('application/stix+json;version=2.1');
    expect((await both.get(collection)).json.media_types).toEqual([mediaType]);
  });

  test('bug: Accept with the TAXII type and a wildcard is refused, and a bad Accept is 400', async () => {
    expect((await both.get('/taxii2/', { accept: 'application/taxii+json;version=2.1, */*' })).status).toBe(200);
    expect((await both.get('/taxii2/', { accept: 'text/html' })).status).toBe(406);
  });

  test('bug: match[version] takes three fraction digits only', async () => {
    const collection = await exchange.newCollection();
    const object = indicator({ modified: '2024-01-01T00:00:00.123456Z' });
    await publish(both, collection, object);
    expect(await namesAt(both, `${collection}objects/?match[version]=2024-01-01T00:00:00.123456Z`)).toEqual([
      nameOf(object),
    ]);
  });
});

describe('what went wrong in OpenCTI', () => {
  test('bug: max_content_length is more than what the server reads', async () => {
    const { max_content_length: limit } = (await both.get('/scratch/')).json;
    const collection = await exchange.newCollection();
    const bare = indicator({ description: '' });
    const body = {
      objects: [{ ...bare, description: 'x'.repeat(limit - JSON.stringify({ objects: [bare] }).length) }],
    };
    const { status, json } = await both.post(`${collection}objects/`, body);
    expect({ status, total: json.total_count }).toEqual({ status: 202, total: 1 });
  });

  test('bug: POST answers 200, and a bad Content-Type 400', async () => {
    const path = `${await exchange.newCollection()}objects/`;
    expect((await both.post(path, { objects: [indicator()] })).status).toBe(202);
    expect((await both.post(path, { objects: [indicator()] }, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  test('bug: more is false while there is more (opencti#7793)', async () => {
    const { collection } = await filled(5);
    for (const limit of [1, 2, 3, 4])
      expect((await both.get(`${collection}objects/?limit=${limit}`)).json.more).toBe(true);
    expect((await both.get(`${collection}objects/?limit=5`)).json.more).toBe(false);
  });

  test('bug: the counts of a status are null, and its lists are missing (opencti#11433, #11435)', async () => {
    const { json } = await both.post(`${await exchange.newCollection()}objects/`, {
      objects: [identity({ created: 'never' })],
    });
    expect(json).toMatchObject({
      success_count: 0,
      failure_count: 1,
      pending_count: 0,
      failures: [expect.any(Object)],
    });
  });

  test('bug: versions has one entry, and date_added is the version', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, ...versionsOf(object, 1, 2));
    expect((await both.get(`${collection}objects/${object.id}/versions/`)).json.versions).toEqual([
      instant(1),
      instant(2),
    ]);
    const [record] = (await both.get(`${collection}manifest/`)).json.objects;
    expect(record.date_added).not.toBe(record.version);
  });

  test('bug: X-TAXII headers are literally undefined on an empty result (opencti#2928)', async () => {
    const { headers } = await both.get(`${await exchange.newCollection()}objects/`);
    expect([headers[FIRST], headers[LAST]]).toEqual([undefined, undefined]);
    expect(JSON.stringify(headers)).not.toContain('undefined');
  });

  test('bug: what is forbidden is 500 (opencti#8761)', async () => {
    expect((await exchange.as('writer').get(`/one/collections/${MAIN}/objects/`)).status).toBe(403);
  });

  test('bug: a bundle is accepted as an object in the envelope, and served (opencti#4686)', async () => {
    const collection = await exchange.newCollection();
    const nested = { type: 'bundle', id: newId('bundle'), objects: [indicator()] };
    await both.post(`${collection}objects/`, { objects: [nested, indicator()] });
    expect(await namesAt(both, `${collection}objects/?match[type]=bundle`)).toEqual([]);
  });

  test('bug: a collection cannot be both readable and writable (opencti#11642)', async () => {
    const { json } = await both.get(`/one/collections/${MAIN}/`);
    expect([json.can_read, json.can_write]).toEqual([true, true]);
  });
});

describe('what went wrong in FreeTAXII', () => {
  test('bug: callers at the same time get each other’s data', async () => {
    const rooms = await Promise.all(Array.from({ length: 6 }, () => filled(3)));
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => both.get(`${rooms[index % 6]?.collection}objects/`)),
    );
    for (const [index, { json }] of answers.entries()) expect(json.objects).toEqual(rooms[index % 6]?.objects);
  });

  test('bug: an invalid filter is only logged', async () => {
    expect((await both.get(`${(await filled(1)).collection}objects/?match[version]=foo`)).status).toBe(400);
  });
});

describe('what went wrong in OpenTAXII', () => {
  test('bug: a page has no limit when the client names none, and limit=0 is 500', async () => {
    const { collection } = await filled(2);
    expect((await both.get(`${collection}manifest/?limit=0`)).status).toBe(400);
    expect((await both.get(`${collection}objects/OBJECT/versions/?limit=0`)).status).toBe(400);
  });

  test('bug: an SCO without spec_version is 500', async () => {
    const { spec_version: _, ...address } = ipv4Address('198.51.100.102');
    await publish(both, await exchange.newCollection(), address as StixObject);
  });

  test('bug: an object without modified is 500 (OpenTAXII#236)', async () => {
    const collection = await exchange.newCollection();
    const marking = statementMarking();
    await publish(both, collection, marking);
    expect((await both.get(`${collection}manifest/`)).json.objects[0].version).toBe(marking['created']);
  });

  test('bug: spec_version comes back as the type (OpenTAXII#268)', async () => {
    const { collection } = await filled(1);
    expect((await both.get(`${collection}objects/`)).json.objects[0].spec_version).toBe('2.1');
  });

  test('bug: DELETE is 200, but nothing is deleted (OpenTAXII#275)', async () => {
    const { collection, objects } = await filled(1);
    expect((await both.delete(`${collection}objects/${objects[0]?.id}/`)).status).toBe(200);
    expect((await both.get(`${collection}objects/`)).json).toEqual({});
  });

  test.each(['/nonsense/', '/one/status/nonsense/', '/one/collections/nonsense/', '/1%00/', '/one/status/-1/'])(
    'bug: an id that is no UUID is 500: %s',
    async (path) => {
      expect((await both.get(path)).status).toBe(404);
    },
  );

  test('bug: Content-Type is compared as text', async () => {
    const headers = { 'content-type': 'application/taxii+json; Version=2.1;  charset=UTF-8' };
    expect(
      (await both.post(`${await exchange.newCollection()}objects/`, { objects: [indicator()] }, headers)).status,
    ).toBe(202);
  });

  test('bug: form data is 400 instead of 415 (OpenTAXII#247)', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await both.post(`${await exchange.newCollection()}objects/`, 'objects=x', headers)).status).toBe(415);
  });

  test('bug: collections without any right are listed', async () => {
    const { collections } = (await exchange.as('reader').get('/one/collections/')).json;
    expect(collections.map(({ id }: { id: string }) => id)).toEqual([MAIN]);
  });

  test('bug: errors have members of their own', async () => {
    const { json } = await both.get('/nonsense/');
    expect(Object.keys(json).toSorted()).toEqual(['description', 'error_code', 'error_id', 'http_status', 'title']);
  });
});

describe('what went wrong in darwis-taxii', () => {
  test('bug: first and last are taken from within the window of added_after', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, versionOf(object, 1));
    const [watermark] = (await datesIn(both, collection)).values();
    await publish(both, collection, versionOf(object, 2), versionOf(object, 3));
    const inWindow = (version: string) =>
      namesAt(both, `${collection}objects/?added_after=${watermark}&match[version]=${version}`);
    expect(await inWindow('first')).toEqual([]);
    expect(await inWindow('first,last')).toEqual([`${object.id} ${instant(3)}`]);
  });

  test('bug: first,last gives the first only, and first with an instant fails', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, ...versionsOf(object, 1, 2, 3));
    const found = (version: string) => namesAt(both, `${collection}objects/?match[version]=${version}`);
    expect(await found('first,last')).toEqual([1, 3].map((step) => `${object.id} ${instant(step)}`));
    expect(await found(`first,${instant(2)}`)).toEqual([1, 2].map((step) => `${object.id} ${instant(step)}`));
  });

  test('bug: an invalid next is page one again', async () => {
    expect((await both.get(`${(await filled(2)).collection}objects/?next=nonsense`)).status).toBe(400);
  });

  test('bug: objects are stored through typed structures that lose what they do not know', async () => {
    const collection = await exchange.newCollection();
    const object = indicator({ x_example_org_unknown: { deep: [{ er: 'and deeper' }] } });
    await publish(both, collection, object);
    expect((await both.get(`${collection}objects/`)).json.objects).toEqual([object]);
  });
});

describe('what went wrong in arango_taxii_server, cabby, sra and XSOAR', () => {
  test('bug: objects of one POST share a date, and all but one page of them are lost', async () => {
    const { collection, objects } = await filled(5);
    const found: StixObject[] = [];
    for (let after = '2020-01-01T00:00:00Z', more = true; more;) {
      const { json, headers } = await both.get(`${collection}objects/?limit=2&added_after=${after}`);
      found.push(...json.objects);
      after = String(headers[LAST]);
      more = json.more;
    }
    expect(found).toEqual(objects);
  });

  test('bug: a missing object is 200', async () => {
    expect((await both.get(`${(await filled(1)).collection}objects/${newId('tool')}/versions/`)).status).toBe(404);
  });

  test('bug: an object can be in one collection only', async () => {
    const [one, other] = [await exchange.newCollection(), await exchange.newCollection()];
    const object = indicator();
    await publish(both, one, object);
    await publish(both, other, object);
    for (const collection of [one, other])
      expect(await namesAt(both, `${collection}objects/`)).toEqual([nameOf(object)]);
  });

  test('bug: a collection that is declared while the server runs needs a restart', async () => {
    const { collections: before } = (await both.get('/scratch/collections/')).json;
    const collection = await exchange.newCollection();
    expect((await both.get(collection)).status).toBe(200);
    expect((await both.get('/scratch/collections/')).json.collections).toHaveLength(before.length + 1);
  });

  test('bug: an empty result is 404', async () => {
    expect((await both.get(`${await exchange.newCollection()}manifest/`)).status).toBe(200);
  });

  test('bug: a status stays pending, and its request_timestamp is when it is asked for', async () => {
    const {
      status,
      id,
      request_timestamp: timestamp,
    } = await publish(both, await exchange.newCollection(), indicator());
    expect(status).toBe('complete');
    await sleep(3);
    expect((await both.get(`/scratch/status/${id}/`)).json.request_timestamp).toBe(timestamp);
  });

  test('bug: the dates of the headers are swapped', async () => {
    const { collection } = await filled(3);
    const { headers } = await both.get(`${collection}objects/`);
    const dates = [...(await datesIn(both, collection)).values()];
    expect([headers[FIRST], headers[LAST]]).toEqual([dates[0], dates[2]]);
  });

  test('bug: relationships are counted by estimate, so that more is a guess', async () => {
    const collection = await exchange.newCollection();
    const [one, other] = [indicator(), malware()];
    await publish(both, collection, one, other, relationship(one, 'indicates', other));
    expect((await both.get(`${collection}objects/?limit=3`)).json.more).toBe(false);
    expect((await both.get(`${collection}objects/?limit=2`)).json.more).toBe(true);
  });
});
