// A connection to an HTTP server that is memory: neither the network nor the system has a part in what is timed.
import type { Server } from 'node:http';
import { Duplex } from 'node:stream';

/** An answer, read to its end. */
interface Heard {
  /** Status line and headers. */
  readonly head: string;
  readonly body: Buffer;
}

/** Takes one request at a time. */
export class MemoryConnection extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort = 40_000;
  readonly localAddress = '127.0.0.1';
  readonly localPort = 80;
  #head: string | undefined;
  #parts: Buffer[] = [];
  #left = 0;
  #hear: (heard: Heard) => void = () => undefined;

  constructor(server: Server) {
    super();
    server.emit('connection', this);
  }

  /** Sends a request, and gives the answer in a later turn of the event loop, as a network would. */
  ask(request: string): Promise<Heard> {
    return new Promise((resolve) => {
      this.#hear = (heard) => setImmediate(resolve, heard);
      this.push(request);
    });
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#take(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer | string; encoding: BufferEncoding }[], done: () => void): void {
    for (const { chunk, encoding } of chunks) this.#take(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    done();
  }

  #take(chunk: Buffer): void {
    const rest = this.#head === undefined ? this.#begin(chunk) : chunk;
    this.#parts.push(rest);
    this.#left -= rest.length;
    if (this.#left > 0) return;
    const heard = { head: this.#head ?? '', body: this.#parts.length === 2 ? (this.#parts[1] ?? rest) : Buffer.concat(this.#parts) };
    this.#head = undefined;
    this.#parts = [];
    this.#hear(heard);
  }

  #begin(chunk: Buffer): Buffer {
    const end = chunk.indexOf('\r\n\r\n') + 4;
    this.#head = chunk.toString('latin1', 0, end);
    this.#left = Number(/^content-length: (\d+)/im.exec(this.#head)?.[1] ?? 0);
    return chunk.subarray(end);
  }

  // What an HTTP server asks of a socket beyond a stream.
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
