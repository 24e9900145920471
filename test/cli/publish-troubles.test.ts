// Publishing when something is in the way: broken files, objects that can't go in, private certificates, wrong words.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { RunningServer } from '../../server/listen.ts';
import { idOf, noteOf } from '../promises/objects.ts';
import type { Run } from './liaison-process.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

let workplace: Workplace;
/** The collection of the test, new and empty. */
let collection: { readonly path: string; readonly id: string };

beforeAll(async () => {
  workplace = await openWorkplace();
});
afterAll(() => workplace.close());
beforeEach(async () => {
  const path = await workplace.exchange.newCollection();
  collection = { path, id: path.split('/').at(-2) ?? '' };
});

const notes = (count: number): object[] => Array.from({ length: count }, (_, number) => noteOf(number, 0));
const place = (option: '--to' | '--from', origin = workplace.exchange.origin): string[] => [option, origin, '--collection', collection.id];

async function storedIds(): Promise<string[]> {
  const { json } = await workplace.exchange.as('both').get(`${collection.path}objects/`);
  return (json.objects ?? []).map(({ id }: { id: string }) => id);
}

describe('publishing', () => {
  const publish = (...more: string[]): Promise<Run> => workplace.run(['publish', ...more, ...place('--to')]);

  test('a file that breaks off: what came before is in and told, with exit code 1, and how to go on', async () => {
    writeFileSync(workplace.file('half.json'), JSON.stringify({ objects: notes(3) }).slice(0, -2));
    const { code, out, err } = await publish('half.json');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^half\.json: line 1, column \d+: the text ends here/);

    writeFileSync(workplace.file('whole.json'), JSON.stringify({ objects: notes(5_003) }));
    const several = await publish('whole.json', 'half.json');
    expect(several.code).toBe(1);
    expect(several.out).toBe('5,000 objects: 5,000 accepted (0 of them there already), 0 refused\n');
    expect(several.err).toMatch(/^half\.json: line 1.*\nNot everything was sent\. Publishing again sends the rest/);
    const json = await publish('whole.json', 'half.json', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ accepted: 5_000, already_there: 5_000, refused: 0, stopped: expect.stringMatching(/^half/) });
    expect(json.code).toBe(1);
  });

  test('a missing file is told before anything is sent, and standard input is read once', async () => {
    writeFileSync(workplace.file('one.json'), JSON.stringify({ objects: notes(1) }));
    expect(await publish('one.json', 'nowhere.json')).toMatchObject({ code: 1, out: '', err: "nowhere.json can't be read (ENOENT).\n" });
    expect(await publish('-', 'one.json', '-')).toMatchObject({ code: 1, err: expect.stringMatching(/^Standard input can be read once/) });
    expect(await storedIds()).toEqual([]);
  });

  test('T-5.5-13 objects of a STIX version that the collection does not take are refused one by one, with exit code 1', async () => {
    const { spec_version, ...old } = noteOf(1, 0);
    expect(spec_version).toBe('2.1');
    writeFileSync(workplace.file('old.json'), JSON.stringify({ type: 'bundle', id: 'bundle--1', spec_version: '2.0', objects: [old] }));
    const { code, out } = await publish('old.json');
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^refused: ${idOf(1)} \\(.*\\): the server refuses the whole envelope, 422 \\(.*\\): None of the objects is of a STIX version`));
    expect(out).toMatch(/^1 object: 0 accepted \(0 of them there already\), 1 refused$/m);
  });

  test('P6 an object that is too deep is refused whole, never cut to fit', async () => {
    const deep = JSON.stringify(noteOf(1, 0)).replace('}', `,"x_deep":${'['.repeat(200)}${']'.repeat(200)}}`);
    writeFileSync(workplace.file('deep.json'), `{"objects":[${deep},${JSON.stringify(noteOf(2, 0))}]}`);
    const { code, out } = await publish('deep.json');
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^refused: ${idOf(1)} .*deep`));
    expect(await storedIds()).toEqual([idOf(2)]);
  });
});

describe('T-8.2.2-01 HTTPS with a certificate of a private authority', () => {
  let server: RunningServer;
  beforeAll(async () => {
    const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = spawnSync('openssl', [...words, '-keyout', workplace.file('key.pem'), '-out', workplace.file('ca.pem')]);
    if (made.status !== 0) throw new Error(`openssl makes no certificate: ${String(made.stderr)}`);
    server = await workplace.open({ tls: { certificate: readFileSync(workplace.file('ca.pem')), key: readFileSync(workplace.file('key.pem')) } });
  });
  afterAll(() => server.close());

  test('works with --ca', async () => {
    const { code, err } = await workplace.run(['poll', ...place('--from', server.origin), '--ca', 'ca.pem']);
    expect({ code, err }).toEqual({ code: 0, err: '0 objects\n' });
  });

  test.each<[string, string[], RegExp]>([
    ['without --ca', [], /^https:\S+ has a certificate of an authority that isn't trusted here; --ca names the authority's file \(DEPTH_ZERO_SELF_SIGNED_CERT\)\.\n$/],
    ['with a file that is none', ['--ca', 'key.pem'], /^key\.pem can't be used as a certificate authority: there is no PEM certificate in it\.\n$/],
    ['with a file that is not there', ['--ca', 'nowhere.pem'], /^nowhere\.pem can't be used as a certificate authority: ENOENT/],
  ])('%s there is a sentence', async (_what, more, expected) => {
    const { code, err } = await workplace.run(['poll', ...place('--from', server.origin), ...more]);
    expect(code).toBe(1);
    expect(err).toMatch(expected);
  });
});

test.each([
  ['ftp://both:hunter2@host/', /"ftp:\/\/…@host\/" is no URL of a server/],
  ['http:/both:hun@ter2@/', /is no URL of a server|has no collection|can't be reached/],
])('a password in a URL that is none is not printed: %s', async (url, expected) => {
  const { code, err } = await workplace.run(['poll', '--from', url, '--collection', 'x'], '', {});
  expect(code).toBe(1);
  expect(err).toMatch(expected);
  expect(err).not.toMatch(/hunter2|ter2/);
});

test.each([
  ['--interval', '90000', /at most 86400 seconds/],
  ['--limit', '1.5', /whole number greater than 0/],
  ['--since', '2024-02-30T00:00:00Z', /A timestamp is written like/],
])('%s %s is no value', async (option, value, expected) => {
  const { code, out, err } = await workplace.run(['poll', ...place('--from'), option, value]);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(expected);
});
