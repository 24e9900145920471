// The server of a soak: started, killed, started again on the same port, and looked at.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { residentMemory } from '../server/process-figures.ts';
import { serve, type Serving, type ServingOptions } from '../server/serving.ts';
import { CLOCK_VARIABLE, type Jump } from './clock.ts';

const SHIFTED_CLOCK = fileURLToPath(new URL('./shifted-clock.ts', import.meta.url));
/** Levels of pino: what nobody expected. */
const ERROR = 50;
/** For so long after a disruption clients may still find connections that were cut. */
const GRACE = 3_000;

/** A server that may die at any time. */
export interface SoakServer {
  readonly origin: string;
  /** Whether it is away, or was at that instant of `performance.now()`, just before it, or later. */
  wasDisruptedSince(instant: number): boolean;
  /** SIGKILL, and a new one. */
  kill(jumps?: readonly Jump[]): Promise<void>;
  /** SIGTERM, and a new one. */
  restart(jumps?: readonly Jump[]): Promise<void>;
  stop(): Promise<void>;
  /** Octets that it holds. */
  memory(): number;
  /** Lines of its logs that are errors. */
  readonly errors: readonly string[];
}

/** Starts a server on a data folder. @param isHttps whether `words` give it a certificate */
export async function startSoakServer(folder: string, words: readonly string[], isHttps: boolean): Promise<SoakServer> {
  const port = await freePort();
  const errors: string[] = [];
  const onLog = (line: string): void => {
    if (levelOf(line) >= ERROR) errors.push(line);
  };
  const start = (jumps: readonly Jump[] = []): Promise<Serving> => {
    const clock: Pick<ServingOptions, 'nodeWords' | 'environment'> =
      jumps.length === 0 ? {} : { nodeWords: ['--import', SHIFTED_CLOCK], environment: { [CLOCK_VARIABLE]: JSON.stringify(jumps) } };
    return serve(folder, { port, words, onLog, ...clock });
  };
  let serving = await start();
  let isAway = false;
  let backAt = -Infinity;

  async function disrupt(end: (running: Serving) => Promise<void>, jumps?: readonly Jump[]): Promise<void> {
    isAway = true;
    await end(serving);
    serving = await start(jumps);
    backAt = performance.now();
    isAway = false;
  }

  return {
    origin: `${isHttps ? 'https' : 'http'}://127.0.0.1:${port}`,
    wasDisruptedSince: (instant) => isAway || instant - backAt < GRACE,
    kill: (jumps) => disrupt((running) => running.kill(), jumps),
    restart: (jumps) => disrupt((running) => running.stop(), jumps),
    async stop() {
      isAway = true;
      await serving.stop();
    },
    memory: () => residentMemory(serving.pid),
    errors,
  };
}

function levelOf(line: string): number {
  try {
    return (JSON.parse(line) as { level?: number }).level ?? ERROR;
  } catch {
    // What isn't of the log is what Node says of a crash; warnings of Node about itself aren't.
    return /Warning|--trace-warnings/.test(line) ? 0 : ERROR;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
