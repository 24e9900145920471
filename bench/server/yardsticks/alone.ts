// The yardstick of publishing, as those see it who hold something against it: it is given the tasks of load processes.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { generatorOf, type LoadGenerator } from '../load/generator.ts';

const PROCESS = fileURLToPath(new URL('./alone-process.ts', import.meta.url));

/** Starts a process that takes envelopes in without a server. */
export function startAlone(): LoadGenerator & { readonly pid: number } {
  const child = fork(PROCESS, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return { ...generatorOf(child), pid: child.pid ?? 0 };
}
