// P5: what an agency may not see answers as if it did not exist, to the byte.
import { startExchange, type Answer, type RunningExchange } from '../protocol/running-exchange.ts';
import { HIDDEN, MAIN } from '../protocol/test-catalogue.ts';
import { idOf, noteOf } from './objects.ts';

let exchange: RunningExchange;
let status: string;
let next: string;

beforeAll(async () => {
  exchange = await startExchange();
  const owner = exchange.as('both');
  const objects = [1, 2, 3].map((number) => noteOf(number, 0));
  status = (await owner.post(`/one/collections/${HIDDEN}/objects/`, { objects })).json.id;
  next = (await owner.get(`/one/collections/${HIDDEN}/objects/?limit=1`)).json.next;
});
afterAll(() => exchange.close());

/** An answer without what is different in any two answers. */
function comparable({ status: code, headers, body }: Answer): unknown {
  const { date: _date, 'x-request-id': _requestId, ...others } = headers;
  return { code, headers: others, body: body.toString('utf8').replace(/"error_id":"[^"]*"/, '') };
}

describe.each(['reader', 'writer', 'neither'])('P5 to the agency %s', (agency) => {
  const paths = ['', 'manifest/', 'objects/', `objects/${idOf(1)}/`, `objects/${idOf(1)}/versions/`];
  const NOWHERE = '11111111-2222-4333-8444-555555555555';

  test.each(['GET', 'HEAD', 'POST', 'DELETE', 'PUT'])(
    'T-B-04 %s on a hidden collection answers as on one that does not exist, by id and by alias',
    async (method) => {
      const client = exchange.as(agency);
      for (const path of paths) {
        const nowhere = comparable(await client.send(method, `/one/collections/${NOWHERE}/${path}`));
        for (const name of [HIDDEN, 'hidden']) {
          expect(comparable(await client.send(method, `/one/collections/${name}/${path}`))).toEqual(nowhere);
        }
      }
    },
  );

  test("T-4.3-04 another account's status answers as one that never was", async () => {
    const client = exchange.as(agency);
    const nowhere = comparable(await client.get(`/one/status/${NOWHERE}/`));
    expect(comparable(await client.get(`/one/status/${status}/`))).toEqual(nowhere);
  });

  test('T-4.1.1-03 a hidden API root answers as one that does not exist, and is not in discovery', async () => {
    const client = exchange.as(agency);
    const nowhere = comparable(await client.get('/nowhere/'));
    expect(comparable(await client.get('/deep/two/'))).toEqual(nowhere);
    expect((await client.get('/taxii2/')).body.toString('utf8')).not.toContain('deep');
  });

  test('T-B-01 a next value of a hidden collection gives nothing of it anywhere', async () => {
    const client = exchange.as(agency);
    for (const collection of [HIDDEN, MAIN]) {
      const { status: code, body } = await client.get(`/one/collections/${collection}/objects/?next=${next}`);
      expect([400, 403, 404]).toContain(code);
      expect(body.toString('utf8')).not.toContain('note--');
    }
  });
});

test('T-1.6.9-02 without credentials, what exists and what does not are the same 401', async () => {
  const nowhere = comparable(await exchange.anonymous.get('/nowhere/'));
  for (const path of ['/taxii2/', '/one/', '/deep/two/', `/one/collections/${MAIN}/objects/`, '/one/nothing/here']) {
    expect(comparable(await exchange.anonymous.get(path))).toEqual(nowhere);
  }
});
