// Commands in processes of their own, beside an exchange in this one.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createApp } from '../../server/app.ts';
import { listen, type ListenOptions, type RunningServer } from '../../server/listen.ts';
import { passwordOf, startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { temporaryFolder, type Run } from './liaison-process.ts';

const LIAISON = fileURLToPath(new URL('../../cli/liaison.js', import.meta.url));

/** The password of the account `both`. */
export const PASSWORD = passwordOf('both');
const ENVIRONMENT = { LIAISON_USER: 'both', LIAISON_PASSWORD: PASSWORD };

type Environment = Readonly<Record<string, string>>;

/** An exchange, and a folder in which commands run as the account `both`. */
export interface Workplace {
  readonly exchange: RunningExchange;
  /** The path of a file in the folder. */
  file(name: string): string;
  /** Starts a command. */
  start(words: readonly string[], environment?: Environment): ChildProcessWithoutNullStreams;
  /** Runs a command to its end, while this process serves. */
  run(words: readonly string[], input?: string, environment?: Environment): Promise<Run>;
  /** The exchange on another socket, which can be closed and opened again. */
  open(options?: Partial<ListenOptions>): Promise<RunningServer>;
  close(): Promise<void>;
}

/** Starts an exchange and makes a folder. */
export async function openWorkplace(): Promise<Workplace> {
  const folder = temporaryFolder();
  const exchange = await startExchange();
  const start: Workplace['start'] = (words, environment = ENVIRONMENT) =>
    spawn(process.execPath, [LIAISON, ...words], { env: { ...process.env, ...environment }, cwd: folder.path });
  return {
    exchange,
    file: (name) => join(folder.path, name),
    start,
    async run(words, input = '', environment = ENVIRONMENT) {
      const child = start(words, environment);
      const exited = once(child, 'exit');
      child.stdin.on('error', () => undefined).end(input);
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: ((await exited) as [number])[0], out, err };
    },
    open: (options) => {
      const app = createApp(exchange.exchange, { negotiation: 'lenient' }, pino({ level: 'silent' }));
      return listen(app, { host: '127.0.0.1', port: 0, ...options });
    },
    async close() {
      await exchange.close();
      folder.remove();
    },
  };
}

/** Objects as text, one a line, as `poll` writes them. */
export function linesOf(objects: readonly object[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}
