// How the octets of an answer are handed over.
import { createServer, type ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { sendBytes } from '../../server/send.ts';

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
      this.taken.push(chunk);
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
  const server = createServer((request, response) => {
    answer = response;
    void sendBytes(request, response, 200, body);
  });
  const connection = new SlowConnection({ decodeStrings: true });
  server.emit('connection', connection);
  connection.push('GET / HTTP/1.1\r\nHost: test\r\n\r\n');
  const steps: { octets: number; isHandedOver: boolean }[] = [];
  for (let step = 0; step < 12; step += 1) {
    await new Promise(setImmediate);
    steps.push({ octets: connection.octets, isHandedOver: answer?.writableEnded === true });
    connection.takeOne();
  }
  connection.destroy();
  return { connection, steps };
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
