// Keeps a number of workers serving: starts them, puts others in the place of those that die, replaces them one by one.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { FromWorker, ToWorker } from './messages.ts';

/** A process that was started. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  send(message: ToWorker): void;
  kill(): void;
  onMessage(hear: (message: FromWorker) => void): void;
  /** @param how `code 1` or `SIGKILL` */
  onExit(hear: (how: string) => void): void;
}

/** What the supervisor is to do, and with what. */
export interface Supervision {
  readonly count: number;
  /** Starts a process, which will say `loaded`. */
  fork(): WorkerProcess;
  /** What a process is told when it is loaded; waited for. */
  begin(): Promise<ToWorker>;
  /** Is told all that a worker says beside how it starts. */
  hear(from: WorkerProcess, message: FromWorker): void;
  /** Whether a worker may serve there; else it is ended, and another one started. Absent: anywhere. */
  isPlace?(origin: string): boolean;
  /** Is told of a worker that is gone. */
  gone?(worker: WorkerProcess): void;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Waits so many milliseconds, which a test can do without. */
  pause?(milliseconds: number, end: AbortSignal): Promise<void>;
}

/** Workers that are looked after. */
export interface Supervisor {
  /** Starts all; gives the origin that they serve, if nobody ends them before. @throws {WorkersFailed} when one can't start */
  start(): Promise<string | undefined>;
  /** Puts a new worker in the place of each, one after another; a new one serves before an old one retires. */
  restart(): Promise<void>;
  /** Tells all to end, and waits for it. */
  end(): Promise<void>;
  /** Ends all at once. */
  cut(): void;
  /** Those that serve. */
  serving(): readonly WorkerProcess[];
  /** Resolves once it was ended. @throws {WorkersFailed} when no worker serves, and none can be started */
  readonly over: Promise<void>;
}

/** There is no worker, and the reason. */
export class WorkersFailed extends Error {
  override readonly name = 'CommandFailure';
}

/** Milliseconds before the second of several deaths is followed by a start; doubled for each one after it. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 30_000;
/** Who has served for so many milliseconds didn't die of starting. */
const CALM = 60_000;
/** Starts that fail without a reason, while nobody serves, before there is no more hope. */
const MOST_TRIES = 5;
/** Milliseconds that the next worker waits for one that retires: it may have a slow client. */
const PATIENCE_WITH_RETIRED = 15_000;

type State = 'starting' | 'serving' | 'leaving';
type Started = { readonly origin: string } | { readonly reason: string; readonly isTold: boolean };

interface Member {
  readonly worker: WorkerProcess;
  state: State;
  servesSince: number;
  readonly started: Promise<Started>;
  readonly gone: Promise<void>;
}

/** Looks after workers from `start` on. */
export function supervise({ count, fork, begin, hear, isPlace = () => true, gone, log, pause = pauseFor }: Supervision): Supervisor {
  const members = new Set<Member>();
  const ending = new AbortController();
  const { promise: over, resolve: isOver, reject: fail } = Promise.withResolvers<void>();
  over.catch(() => undefined);
  let deaths = 0;
  let tending: Member | undefined;
  let restarting: Promise<void> | undefined;
  let hasStarted = false;

  function add(): Member {
    const worker = fork();
    const started = Promise.withResolvers<Started>();
    const left = Promise.withResolvers<void>();
    const member: Member = { worker, state: 'starting', servesSince: Infinity, started: started.promise, gone: left.promise };
    let reason: string | undefined;
    members.add(member);
    worker.onMessage((message) => {
      if (message.kind === 'loaded') void begin().then((told) => worker.send(told), () => worker.kill());
      else if (message.kind === 'failed') reason = message.reason;
      else if (message.kind === 'serving' && !isPlace(message.origin)) worker.kill();
      else if (message.kind === 'serving') {
        if (member.state === 'starting') member.state = 'serving';
        member.servesSince = performance.now();
        appoint();
        started.resolve({ origin: message.origin });
      } else hear(worker, message);
    });
    worker.onExit((how) => {
      members.delete(member);
      gone?.(worker);
      started.resolve({ reason: reason ?? `A worker ended with ${how} before it served.`, isTold: reason !== undefined });
      left.resolve();
      appoint();
      if (member.state === 'serving' && !ending.signal.aborted) void replaceDead(member, how);
    });
    return member;
  }

  // One of them at a time does what has to be done now and then.
  function appoint(): void {
    if (tending !== undefined && members.has(tending) && tending.state === 'serving') return;
    tending = [...members].find(({ state }) => state === 'serving');
    tending?.worker.send({ kind: 'tend' });
  }

  function serving(): Member[] {
    return [...members].filter(({ state }) => state === 'serving');
  }

  async function replaceDead({ worker, servesSince }: Member, how: string): Promise<void> {
    if (performance.now() - servesSince > CALM) deaths = 0;
    log.error({ worker: worker.pid, how }, 'a worker died; another one takes its place');
    for (let tries = 1; ; tries += 1) {
      deaths += 1;
      await pause(pauseAfter(deaths), ending.signal);
      if (ending.signal.aborted) return;
      const started = await add().started;
      if (ending.signal.aborted || 'origin' in started) return;
      log.error({ reason: started.reason }, 'a worker could not be started');
      if (serving().length === 0 && hasStarted && (started.isTold || tries >= MOST_TRIES)) return giveUp(started.reason);
    }
  }

  function giveUp(reason: string): void {
    ending.abort();
    cut();
    fail(new WorkersFailed(reason));
  }

  async function restartEach(): Promise<void> {
    for (const old of serving()) {
      const started = await add().started;
      if (ending.signal.aborted) return;
      if (!('origin' in started)) {
        log.error({ reason: started.reason }, 'a new worker could not be started; the workers that are there stay');
        return;
      }
      retire(old);
      await Promise.race([old.gone, pause(PATIENCE_WITH_RETIRED, ending.signal)]);
    }
    log.info({ workers: serving().length }, 'all workers were replaced');
  }

  function retire(old: Member): void {
    if (old.state !== 'serving') return;
    old.state = 'leaving';
    appoint();
    old.worker.send({ kind: 'retire' });
  }

  function cut(): void {
    for (const { worker } of members) worker.kill();
  }

  return {
    over,
    cut,
    serving: () => serving().map(({ worker }) => worker),
    async start() {
      const all = await Promise.all(Array.from({ length: count }, () => add().started));
      if (ending.signal.aborted) return undefined;
      const failures = all.filter((started) => 'reason' in started);
      const [failure] = failures.toSorted((one, other) => Number(other.isTold) - Number(one.isTold));
      if (failure !== undefined) {
        ending.abort();
        cut();
        throw new WorkersFailed(failure.reason);
      }
      hasStarted = true;
      return all.find((started) => 'origin' in started)?.origin;
    },
    restart() {
      restarting ??= restartEach().finally(() => (restarting = undefined));
      return restarting;
    },
    async end() {
      ending.abort();
      const leaving = [...members];
      for (const member of leaving) {
        if (member.state === 'starting') member.worker.kill();
        else member.worker.send({ kind: 'end' });
        member.state = 'leaving';
      }
      await Promise.all(leaving.map((member) => member.gone));
      isOver();
    },
  };
}

/** Milliseconds to wait after so many deaths in a row. */
export function pauseAfter(deaths: number): number {
  return deaths <= 1 ? 0 : Math.min(FIRST_PAUSE * 2 ** (deaths - 2), LONGEST_PAUSE);
}

async function pauseFor(milliseconds: number, end: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: end }).catch(() => undefined);
}
