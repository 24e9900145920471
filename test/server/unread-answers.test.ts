// P8: answers that nobody takes fill the memory up to a limit only, and whoever keeps most of it gives way.
import { connect, type Socket } from 'node:net';
import { listen, type RunningServer } from '../../server/listen.ts';
import { until } from '../until.ts';

const MEBIBYTE = 2 ** 20;
/** The network itself takes some mebibytes, of whatever answer. */
const LENGTH = 24 * MEBIBYTE;

let server: RunningServer;
let answered: number;
const warnings: object[] = [];
beforeEach(async () => {
  [answered, warnings.length] = [0, 0];
  const log = { info: () => undefined, warn: (details: object) => void warnings.push(details), error: () => undefined };
  server = await listen(
    (request, response) => {
      answered += 1;
      response.end(Buffer.alloc(request.url === '/small' ? 10 : LENGTH));
    },
    { host: '127.0.0.1', port: 0, mostUnread: 5 * LENGTH, log },
  );
});
afterEach(() => server.close());

interface Reader {
  readonly socket: Socket;
  isCut(): boolean;
  received(): number;
}

function ask(localAddress: string): Reader {
  const { hostname, port } = new URL(server.origin);
  const socket = connect({ host: hostname, port: Number(port), localAddress }).on('error', () => undefined);
  let received = 0;
  socket.on('data', (chunk) => (received += chunk.length)).pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  return { socket, isCut: () => socket.destroyed && received < LENGTH, received: () => received };
}

test('those of the host that keeps most are cut, the oldest first, and others get theirs whole', async () => {
  const slow = ask('127.0.0.2');
  await until(() => answered === 1);
  const greedy: Reader[] = [];
  for (let index = 0; index < 12; index += 1) {
    greedy.push(ask('127.0.0.3'));
    await until(() => answered === index + 2);
  }
  for (const reader of [slow, ...greedy]) reader.socket.resume();
  await until(() => [slow, ...greedy].every(({ socket }) => socket.destroyed));
  expect(slow.received()).toBeGreaterThan(LENGTH);
  const cut = greedy.map((reader) => reader.isCut());
  expect(cut.filter(Boolean).length).toBeGreaterThanOrEqual(6);
  expect(cut.at(0)).toBe(true);
  expect(cut.at(-1)).toBe(false);
  expect(warnings).toEqual([expect.objectContaining({ address: '127.0.0.3' })]);
});

test('answers that are taken count no more', async () => {
  for (let round = 0; round < 15; round += 1) {
    const reader = ask('127.0.0.2');
    reader.socket.resume();
    await until(() => reader.socket.destroyed);
    expect(reader.received()).toBeGreaterThan(LENGTH);
  }
  expect(warnings).toEqual([]);
});
