// Yardsticks, as those see them who hold something against them.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Prebuilt, YardstickMessage } from './process.ts';

const PROCESS = fileURLToPath(new URL('./process.ts', import.meta.url));

/** What a server is compared with. */
export type YardstickKind = 'express' | 'http';

/** A bare server that has one answer. */
export interface Yardstick {
  readonly origin: string;
  readonly pid: number;
  /** Has it answer so from now on. */
  answerWith(answer: Prebuilt): Promise<void>;
  stop(): void;
}

/** Starts a bare server. */
export async function startYardstick(kind: YardstickKind): Promise<Yardstick> {
  const child = fork(PROCESS, [kind], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [message] = (await once(child, 'message')) as [YardstickMessage];
  if (message.kind !== 'listening') throw new Error('the yardstick does not listen');
  return {
    origin: `http://127.0.0.1:${message.port}`,
    pid: child.pid ?? 0,
    async answerWith(answer) {
      const taken = once(child, 'message');
      child.send(answer);
      await taken;
    },
    stop: () => child.kill('SIGKILL'),
  };
}

/** The answer to a request, for a yardstick to give. */
export async function answerOf(origin: string, path: string, authorization: string | undefined): Promise<Prebuilt> {
  const headers = { accept: 'application/taxii+json;version=2.1', 'accept-encoding': 'identity', ...(authorization && { authorization }) };
  const response = await fetch(new URL(path, origin), { headers });
  const body = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200) throw new Error(`${path} was answered ${response.status}: ${Buffer.from(body).toString().slice(0, 500)}`);
  const kept = [...response.headers].filter(([name]) => !['connection', 'keep-alive', 'content-length', 'transfer-encoding', 'date'].includes(name));
  return { status: 200, headers: Object.fromEntries(kept), body };
}
