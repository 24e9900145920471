// Polling when something is in the way: a server that restarts, a reader that goes, a bundle that isn't whole.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { idOf, noteOf } from '../promises/objects.ts';
import type { Run } from './liaison-process.ts';
import { until } from '../until.ts';
import { linesOf, openWorkplace, PASSWORD, type Workplace } from './workplace.ts';

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

const notes = (count: number, padding = 0): object[] => Array.from({ length: count }, (_, number) => noteOf(number, 0, padding));
const place = (origin = workplace.exchange.origin): string[] => ['--from', origin, '--collection', collection.id];

test('P1 --follow outlives a restart of the server, with one line about it, and gets each object once', async () => {
  let server = await workplace.open();
  const port = Number(new URL(server.origin).port);
  const words = ['poll', ...place(server.origin), '--follow', '--interval', '1', '--state', 'follow.place'];
  const follower = workplace.start([...words, '--output', 'follow.jsonl']);
  let told = '';
  follower.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const polled = (): string => (existsSync(workplace.file('follow.jsonl')) ? readFileSync(workplace.file('follow.jsonl'), 'utf8') : '');

  await workplace.exchange.as('both').post(`${collection.path}objects/`, { objects: [noteOf(1, 0)] });
  await until(() => polled().includes(idOf(1)));
  await server.close();
  await until(() => told.includes('Trying again'));
  await workplace.exchange.as('both').post(`${collection.path}objects/`, { objects: [noteOf(2, 0)] });
  server = await workplace.open({ port });
  await until(() => polled().includes(idOf(2)));
  expect(told).toBe(`${server.origin} can't be reached (ECONNREFUSED). Trying again.\n`);

  // Stopped while it waits for a server that is gone, it ends at once, in peace, its place kept.
  await server.close();
  await until(() => told.split('Trying again').length === 3);
  const exited = once(follower, 'exit');
  follower.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(told).toMatch(/\n2 objects\n$/);
  expect(polled()).toBe(linesOf([noteOf(1, 0), noteOf(2, 0)]));
  server = await workplace.open({ port });
  const later = await workplace.run(['poll', ...place(server.origin), '--state', 'follow.place']);
  expect(later).toEqual({ code: 0, out: '', err: '0 objects\n' });
  await server.close();
});

test('a reader that goes, as head does, ends it quietly, and no place is kept for what was not read', async () => {
  await workplace.exchange.as('both').post(`${collection.path}objects/`, { objects: notes(60, 3_000) });
  const child = workplace.start(['poll', ...place(), '--state', 'piped.place']);
  const told = text(child.stderr);
  const exited = once(child, 'exit');
  await once(child.stdout, 'readable');
  child.stdout.destroy();
  expect(await exited).toEqual([0, null]);
  expect(await told).toBe('');
  expect(existsSync(workplace.file('piped.place'))).toBe(false);
});

test('what one poll writes another publish reads, through a pipe; the password from standard input or in the URL', async () => {
  const objects = [noteOf(1, 0), { ...noteOf(2, 0), content: '\u2028 \u0000 ü 💡' }];
  await workplace.exchange.as('both').post(`${collection.path}objects/`, { objects });
  const polled = await workplace.run(['poll', ...place(), '--user', 'both', '--password-stdin'], `${PASSWORD}\n`, {});
  expect(polled).toMatchObject({ code: 0, out: linesOf(objects), err: '2 objects\n' });

  const path = await workplace.exchange.newCollection();
  const withSecret = workplace.exchange.origin.replace('//', `//both:${encodeURIComponent(PASSWORD)}@`);
  const words = ['publish', '-', '--lines', '--to', `${withSecret}/scratch/`, '--collection', path.split('/').at(-2) ?? ''];
  expect(await workplace.run(words, polled.out, {})).toEqual({ code: 0, out: '2 objects: 2 accepted (0 of them there already), 0 refused\n', err: '' });
  expect((await workplace.exchange.as('both').get(`${path}objects/`)).json.objects).toEqual(objects);
  const gone = await workplace.run([...words.slice(0, -1), 'nothing'], '', {});
  expect(gone.code).toBe(1);
  expect(gone.err).toMatch(/has no collection "nothing"/);
  expect(gone.err).not.toContain('both:');
});

test('a bundle moves the place only when it is whole', async () => {
  await workplace.exchange.as('both').post(`${collection.path}objects/`, { objects: notes(5) });
  const words = ['poll', ...place(), '--limit', '2', '--format', 'bundle', '--state', 'bundle.place'];
  expect(await workplace.run([...words, '--output', '/dev/full'])).toMatchObject({ code: 1, err: "/dev/full can't be written (ENOSPC).\n" });
  expect(existsSync(workplace.file('bundle.place'))).toBe(false);
  expect(JSON.parse((await workplace.run(words)).out).objects).toEqual(notes(5));
  const rest = await workplace.run([...words, '--since', '2020-01-01T00:00:00Z']);
  expect(JSON.parse(rest.out)).toEqual({ type: 'bundle', id: expect.any(String) });
  expect(rest.err).toBe('Going on from the place in bundle.place; --since is for a first run.\n0 objects\n');
});

test('T-3.4.1-09 --versions, --type and --since choose what comes', async () => {
  const objects = [noteOf(1, 1), noteOf(1, 2), noteOf(1, 3)];
  await workplace.exchange.as('both').post(`${collection.path}objects/`, { objects });
  const poll = (...more: string[]): Promise<Run> => workplace.run(['poll', ...place(), ...more]);
  const answers = await Promise.all([
    poll(),
    poll('--versions', 'all', '--limit', '1'),
    poll('--versions', 'first'),
    poll('--type', 'malware,tool', '--since', '2020-01-01T00:00:00Z'),
  ]);
  expect(answers.map(({ out }) => out)).toEqual(
    [[objects[2]], objects, [objects[0]], []].map((expected) => linesOf(expected as object[])),
  );
});
