// How the octets of an answer are handed over.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { keepMemory, lendMemory } from '../../collections/page-memory.ts';
import { Representation } from '../../server/representation.ts';
import { sendBytes, sendRepresentation } from '../../server/send.ts';

const MIB = 1024 * 1024;
const SENT = 2.5 * MIB;

/** A connection that takes a piece when it is told to, with what an HTTP server asks of a socket beyond a stream. */
class SlowConnection extends Duplex {
  readonly taken: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];

  override _read(): void {
    // What is asked is pushed.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#waiting.push(() => {
      this.taken.push(Buffer.from(chunk));
      done();
    });
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }

  takeOne(): void {
    this.#waiting.shift()?.();
  }

  get octets(): number {
    return this.taken.reduce((sum, { length }) => sum + length, 0);
  }

  get body(): Buffer {
    const all = Buffer.concat(this.taken);
    return all.subarray(all.indexOf('\r\n\r\n') + 4);
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  destroySoon(): void {
    this.destroy();
  }
}

/** Has these octets sent on a slow connection, and tells of each step how much was taken, and whether all was handed over. */
async function send(body: Buffer): Promise<{ readonly connection: SlowConnection; readonly steps: { readonly octets: number; readonly isHandedOver: boolean }[] }> {
  let answer: ServerResponse | undefined;
  const connection = ask('', (request, response) => {
    answer = response;
    return sendBytes(request, response, 200, body);
  });
  const steps: { octets: number; isHandedOver: boolean }[] = [];
  for (let step = 0; step < 12; step += 1) {
    await new Promise(setImmediate);
    steps.push({ octets: connection.octets, isHandedOver: answer?.writableEnded === true });
    connection.takeOne();
  }
  connection.destroy();
  return { connection, steps };
}

/** Asks a server for this answer, with one more header. */
function ask(header: string, answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>): SlowConnection {
  const server = createServer((request, response) => void answer(request, response));
  const connection = new SlowConnection({ decodeStrings: true });
  server.emit('connection', connection);
  connection.push(`GET / HTTP/1.1\r\nHost: test\r\n${header}\r\n`);
  return connection;
}

test('a long answer goes out in pieces, each when the one before is taken, and is handed over before the last is', async () => {
  const body = Buffer.alloc(SENT, 'x');
  const { connection, steps } = await send(body);
  expect(connection.body.equals(body)).toBe(true);
  const first = steps.find(({ isHandedOver }) => isHandedOver);
  expect(first?.octets).toBeGreaterThanOrEqual(2 * MIB);
  expect(first?.octets).toBeLessThan(SENT);
});

test.each([0, 1, 8 * 1024, 8 * 1024 + 1, MIB, MIB + 1])('an answer of %d octets arrives whole', async (length) => {
  const body = Buffer.from(Uint8Array.from({ length }, (_, index) => index * 31));
  const { connection, steps } = await send(body);
  expect(steps.at(-1)?.isHandedOver).toBe(true);
  expect(connection.body.equals(body)).toBe(true);
});

describe('what a page lies in', () => {
  const HEAD = Buffer.from('{"objects":[');
  const LONG = 100_000;
  let memory: ArrayBuffer;
  let parts: readonly Uint8Array[];
  beforeEach(() => {
    memory = new ArrayBuffer(2 * LONG);
    new Uint8Array(memory).fill(0x78);
    lendMemory(new Uint8Array(memory));
    // Two objects, and something between them that nobody is sent.
    parts = [HEAD, new Uint8Array(memory, 0, LONG), new Uint8Array(memory, LONG + 10, LONG - 10), Buffer.from(']}')];
  });
  const askForPage = (header = ''): SlowConnection => ask(header, (request, response) => sendRepresentation(request, response, new Representation(parts, 'name'), []));
  const untilTaken = async (connection: SlowConnection): Promise<void> => {
    for (let step = 0; step < 12; step += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      connection.takeOne();
    }
  };

  test('is given back when all of it was taken, and not before', async () => {
    const whole = Buffer.concat(parts);
    const connection = askForPage();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(memory.detached).toBe(false);
    await untilTaken(connection);
    expect(connection.body.equals(whole)).toBe(true);
    expect(memory.detached).toBe(true);
  });

  test('stays where it is kept', async () => {
    keepMemory(new Uint8Array(memory, 5, 10));
    const whole = Buffer.concat(parts);
    const connection = askForPage();
    await untilTaken(connection);
    expect(connection.body.equals(whole)).toBe(true);
    expect(memory.detached).toBe(false);
  });

  test('stays where it is not known to be nobody else’s', async () => {
    const other = new ArrayBuffer(2 * LONG);
    lendMemory(new Uint8Array(other, 0, LONG));
    parts = [HEAD, new Uint8Array(other, 0, LONG)];
    const connection = askForPage();
    await untilTaken(connection);
    expect(connection.body).toHaveLength(HEAD.length + LONG);
    expect(other.detached).toBe(false);
  });

  test('stays where it was compressed, or where the client went away: somebody may still be reading it', async () => {
    await untilTaken(askForPage('Accept-Encoding: gzip\r\n'));
    expect(memory.detached).toBe(false);
    const connection = askForPage();
    await new Promise((resolve) => setTimeout(resolve, 20));
    connection.destroy();
    await untilTaken(connection);
    expect(memory.detached).toBe(false);
  });
});
