// A tool of an agency: asks, and takes it that the server is away now and then. Whatever it is answered that nobody should
// be, is a fault.
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { connectTo, type LoadAnswer, type LoadConnection, type LoadRequest } from '../server/load/connection.ts';
import type { SoakServer } from './exchange.ts';
import type { Faults } from './faults.ts';

/** What a soak knows of what its tools were told. */
export interface Notes {
  readonly faults: Faults;
  /** Milliseconds that requests took which were answered as they should. */
  readonly times: number[];
  /** How many requests were answered, told to come back later, and cut off. */
  answered: number;
  refused: number;
  cut: number;
}

/** A tool. */
export interface Tool {
  /** The answer, with its body; `undefined` when there was none, or a 503: then the same is to be asked again. */
  ask(request: LoadRequest, ...wanted: readonly number[]): Promise<LoadAnswer | undefined>;
  close(): Promise<void>;
}

/** The server's `timeouts.idle`, in milliseconds, and what a slow machine takes off it. */
const IDLE = 4_000;
/** How long a tool waits before it asks again. */
const AGAIN = 100;

/** A tool with these credentials. @param takesGzip has answers compressed */
export function toolOf(server: Pick<SoakServer, 'origin' | 'wasDisruptedSince'>, authorization: string, notes: Notes, takesGzip = false): Tool {
  const connect = (): LoadConnection => connectTo(server.origin, authorization, takesGzip ? ['accept-encoding', 'gzip'] : []);
  let connection = connect();
  let previous = Infinity;
  return {
    async ask(request, ...wanted) {
      const since = performance.now();
      // The server may close a connection on which it has been asked nothing for that long, at the very moment of a request.
      const mayBeIdle = since - previous > IDLE;
      previous = since;
      try {
        const answer = await connection.ask(request, true);
        notes.answered += 1;
        if (wanted.includes(answer.status)) {
          notes.times.push(performance.now() - since);
          return answer.headers.get('content-encoding') === 'gzip' ? { ...answer, body: gunzipSync(answer.body) } : answer;
        }
        if (answer.status === 503 && answer.headers.has('retry-after')) notes.refused += 1;
        else notes.faults.add(`${request.method ?? 'GET'} answered ${answer.status}`, `${request.path}: ${answer.body.toString()}`);
      } catch (error) {
        notes.cut += 1;
        if (!mayBeIdle && !server.wasDisruptedSince(since)) {
          const elapsed = Math.round(performance.now() - since);
          notes.faults.add('cut off while the server ran', `${request.path} after ${elapsed} ms: ${String(error)}`);
        }
        await connection.close().catch(() => undefined);
        connection = connect();
      }
      await sleep(AGAIN);
      return undefined;
    },
    close: () => connection.close(),
  };
}
