// A process that looks at envelopes, as whoever hands them to it sees it.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { freeMemory } from '../freed-memory.ts';
import type { PackedObjects } from '../storage/port.ts';
import type { CheckedBody } from './check-envelope.ts';
import { receiveFrame, writeFrame, type Frame } from './frames.ts';
import type { PublishingPolicy } from './policy.ts';
import type { RefusalReason } from './refusal.ts';
import type { UnlabelledReport } from './validate-envelope.ts';

/** What is asked about the body behind it: to check it for publishing, or to validate it as a dry run. */
export interface CheckTask {
  readonly purpose: 'check' | 'validate';
  readonly policy: PublishingPolicy;
}

/** What is answered. Behind `checked` are the octets of the accepted objects, and what is known of them as it is packed. */
export type CheckAnswer =
  | { readonly checked: Omit<CheckedBody, 'envelope'>; readonly objects: Omit<PackedObjects, 'packed'> }
  | { readonly report: UnlabelledReport }
  | { readonly refused: { readonly reason: RefusalReason; readonly message: string; readonly pointer?: string } }
  /** A mistake of ours, as it is to be told in the log. */
  | { readonly failed: string };

/** A process that was started. */
export interface CheckerProcess {
  /** How many tasks it hasn't answered. */
  readonly tasks: number;
  /**
   * Its answers come in the order of the tasks. Nobody may change a body before.
   * @throws {CheckerEnded}
   */
  ask(task: Frame<CheckTask>): Promise<Frame<CheckAnswer>>;
  /** Ends it when it has answered everything. */
  end(): Promise<void>;
}

/** The process ended instead of answering. */
export class CheckerEnded extends Error {
  override readonly name = 'CheckerEnded';
  /** Whether it had begun with this task: maybe it ended for that. */
  readonly hasBegun: boolean;

  constructor(why: string, hasBegun: boolean) {
    super(`A process that looks at envelopes ended: ${why}.`);
    this.hasBegun = hasBegun;
  }
}

interface Asked {
  resolve(answer: Frame<CheckAnswer>): void;
  reject(error: CheckerEnded): void;
}

const PROGRAM = fileURLToPath(new URL('./checker-program.ts', import.meta.url));
/** For Node.js: what is made of an envelope is gone when it is answered, and nobody waits for a collection to end sooner. */
const WORDS = ['--max-semi-space-size=8', '--v8-pool-size=1'];

/** Starts a process. It ends with the one that started it, whatever that one ends by. */
export function startCheckerProcess(): CheckerProcess {
  try {
    return checkerOf(spawn(process.execPath, [...WORDS, PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] }));
  } catch (error) {
    // The system has no room for another process.
    const ask = (): Promise<never> => Promise.reject(new CheckerEnded(error instanceof Error ? error.message : String(error), true));
    return { tasks: 0, ask, end: () => Promise.resolve() };
  }
}

function checkerOf(child: ChildProcessByStdio<Writable, Readable, null>): CheckerProcess {
  const asked: Asked[] = [];
  let reason: string | undefined;
  const ended = new Promise<void>((resolve) => {
    const end = (why: string): void => {
      reason ??= why;
      for (const [place, { reject }] of asked.splice(0).entries()) reject(new CheckerEnded(reason, place === 0));
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(signal ?? `exit code ${code}`));
  });
  // Where this process has no file left for them, it has neither.
  const { stdin, stdout }: { readonly stdin?: Writable; readonly stdout?: Readable } = child;
  const receiver = receiveFrame<CheckAnswer>((answer) => asked.shift()?.resolve(answer));
  stdout?.on('data', (chunk: Buffer<ArrayBuffer>) => {
    receiver.push(chunk);
    freeMemory(chunk);
  });
  // That it takes no more is told by its end, too.
  stdin?.on('error', () => {});
  return {
    get tasks() {
      return asked.length;
    },
    ask(task) {
      if (reason !== undefined) return Promise.reject(new CheckerEnded(reason, false));
      return new Promise((resolve, reject) => {
        asked.push({ resolve, reject });
        writeFrame(task, (octets) => stdin?.write(octets));
      });
    },
    end() {
      stdin?.end();
      return ended;
    },
  };
}
