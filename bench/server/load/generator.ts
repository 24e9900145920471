// Load processes, as those see them who give the orders.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadMessage, LoadOrder } from './orders.ts';
import type { LoadResult, LoadTask } from './task.ts';

const PROCESS = fileURLToPath(new URL('./process.ts', import.meta.url));

/** A process that makes load. */
export interface LoadGenerator {
  /** Resolves when it is ready for the task; what it gives begins it. */
  prepare(task: LoadTask): Promise<() => Promise<LoadResult>>;
  close(): void;
}

/** Starts a process that makes load. */
export function startLoadGenerator(): LoadGenerator {
  return generatorOf(fork(PROCESS, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
}

/** The process that answers orders there. */
export function generatorOf(child: ChildProcess): LoadGenerator {
  return {
    async prepare(task) {
      await order(child, { kind: 'prepare', task });
      return async () => {
        const message = await order(child, { kind: 'begin' });
        if (message.kind !== 'done') throw new Error('the load process did not do its task');
        return message.result;
      };
    },
    close: () => child.kill('SIGKILL'),
  };
}

async function order(child: ChildProcess, what: LoadOrder): Promise<LoadMessage> {
  const listening = new AbortController();
  const { signal } = listening;
  const answered = once(child, 'message', { signal });
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('the load process ended');
  });
  child.send(what);
  try {
    const [message] = (await Promise.race([answered, ended])) as [LoadMessage];
    if (message.kind === 'failed') throw new Error(`the load process failed: ${message.message}`);
    return message;
  } finally {
    listening.abort();
    await Promise.allSettled([answered, ended]);
  }
}
