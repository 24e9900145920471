// A server that is several processes: the primary starts workers, which answer, and answers nothing itself.
import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createAttempts } from '../../collections/accounts/attempts.ts';
import { clockOfMachine, hearAttempt } from '../../collections/accounts/share-attempts.ts';
import { rememberVerified } from '../../collections/accounts/verified-passwords.ts';
import { keepOut, type KeptOut } from '../../server/kept-out.ts';
import { CONNECTIONS } from '../../server/listen.ts';
import { gatherMetrics, type GatheredMetrics } from '../../server/metrics/gathered-metrics.ts';
import type { MetricValues } from '../../server/metrics/metrics.ts';
import { checkKeysFile } from '../configuration-credentials.ts';
import { serveMetricsAsConfigured } from '../configuration-metrics.ts';
import { readTls } from '../configuration-transport.ts';
import type { EffectiveConfiguration } from '../configuration.ts';
import { openStorePlace } from '../store-place.ts';
import { tellStart } from './first-message.ts';
import { dropKeptOut } from './kept-out-connections.ts';
import { rescueConnections } from './lost-connections.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { obeySignals } from './signals.ts';
import { supervise, type Supervisor, type WorkerProcess } from './supervisor.ts';
import { nodeWordsOf } from './worker-count.ts';

/** Milliseconds in which a worker has to tell its metrics; those of one that is stuck are left out. */
const PATIENCE_WITH_METRICS = 2_000;
/**
 * What the C library is told when a worker starts; a process that is alone has to be told from outside. It would keep memory for each thread, and
 * where something large was once given back, such as the 19 MiB in which a password is looked at, it would no more give back what is smaller than
 * that: together 100 MiB and more (docs/performance.md, "Memory"). In octets: what is larger goes back at once; so much may stay.
 */
const SPARING = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_TRIM_THRESHOLD_: '4194304' };

/** Serves with so many workers, until the server is ended. */
export async function serveWithWorkers(effective: EffectiveConfiguration, count: number, log: Logger): Promise<void> {
  const { configuration } = effective;
  // Before there are processes that would say the same.
  await readTls(effective);
  await checkKeysFile(effective);
  const metrics = configuration.metrics.port === undefined ? undefined : watchMetrics(() => workers.serving());
  const metricsServer = metrics === undefined ? undefined : await serveMetricsAsConfigured(metrics.gathered, effective, log);
  const attempts = createAttempts(clockOfMachine);
  const verified = rememberVerified();
  const keptOut = keepOut(CONNECTIONS.keptOutFor);
  const { host } = configuration.listen;
  let { port } = configuration.listen;
  let taken = port;
  // A URL doesn't name the usual port, which is the configured one then.
  const portOf = (origin: string): number => Number(new URL(origin).port) || configuration.listen.port;
  const opening = Promise.withResolvers<void>();

  cluster.schedulingPolicy = cluster.SCHED_RR;
  // What this process was started with counts more.
  cluster.setupPrimary({ serialization: 'advanced', execArgv: [...nodeWordsOf(count), ...process.execArgv] });
  const workers: Supervisor = supervise({
    count,
    log,
    fork: () => toWorkerProcess(cluster.fork({ ...SPARING, ...process.env }), keptOut),
    async begin(): Promise<ToWorker> {
      await opening.promise;
      return { kind: 'begin', host, port, workers: count, hasMetrics: metrics !== undefined, attempts: attempts.counts(), verified: verified.all() };
    },
    hear(from, message) {
      if (message.kind === 'metrics') metrics?.hear(from, message.values);
      if (message.kind === 'kept-out') keptOut.add(message.host);
      if (message.kind === 'attempt') hearAttempt(attempts, message.news);
      else if (message.kind === 'verified') verified.add(message.news);
      else return;
      for (const other of workers.serving()) if (other !== from) other.send(message);
    },
    // Who was told that any free port will do, and was still starting when the last one that had it died, has got another one.
    isPlace: (origin) => taken === 0 || portOf(origin) === taken,
    gone(worker) {
      metrics?.forget(worker);
      // Any free port is the same one for all who ask while one of them has it, and another one after that.
      if (workers.serving().length === 0) port = taken;
    },
  });
  obeySignals(log, { end: () => workers.end(), cut: () => workers.cut(), restart: () => void workers.restart() });

  try {
    // The workers are loading meanwhile, and wait for the layout to be up to date.
    const starting = workers.start();
    starting.catch(() => undefined);
    const store = await openStorePlace(effective).catch(async (error: unknown) => {
      await workers.end();
      throw error;
    });
    try {
      opening.resolve();
      const origin = await starting;
      if (origin === undefined) return;
      taken = portOf(origin);
      await tellStart(effective, store, { origin, metricsUrl: metricsServer?.url });
    } finally {
      await store.close();
    }
    await workers.over;
  } finally {
    await metricsServer?.close();
  }
}

function toWorkerProcess(worker: Worker, keptOut: KeptOut): WorkerProcess {
  // The system may have had no file left for a way to talk to it.
  if (worker.isConnected()) {
    rescueConnections(worker);
    dropKeptOut(worker, keptOut);
  }
  return {
    pid: worker.process.pid,
    send: (message) => {
      if (worker.isConnected()) worker.send(message);
    },
    kill: () => void worker.process.kill('SIGKILL'),
    onMessage: (hear) => void worker.on('message', (message: FromWorker) => hear(message)),
    onExit(hear) {
      worker.on('exit', (code, signal) => hear(signal ?? `code ${code}`));
      // Who couldn't be started doesn't exit. Else what was sent to one that has just been killed didn't reach it, and its exit is heard next.
      worker.on('error', (error) => {
        if (worker.process.pid === undefined) hear(`the error "${error.message}"`);
      });
    },
  };
}

/** Asks workers for their metrics, and keeps what the last of each was. */
function watchMetrics(serving: () => readonly WorkerProcess[]): {
  readonly gathered: GatheredMetrics;
  hear(from: WorkerProcess, values: MetricValues): void;
  forget(worker: WorkerProcess): void;
} {
  const last = new Map<WorkerProcess, MetricValues>();
  const waiting = new Map<WorkerProcess, (() => void)[]>();

  async function ask(worker: WorkerProcess): Promise<WorkerProcess> {
    const told = new Promise<void>((resolve) => waiting.set(worker, [...(waiting.get(worker) ?? []), resolve]));
    worker.send({ kind: 'metrics' });
    await Promise.race([told, sleep(PATIENCE_WITH_METRICS, undefined, { ref: false })]);
    return worker;
  }

  function settle(worker: WorkerProcess): void {
    for (const resolve of waiting.get(worker) ?? []) resolve();
    waiting.delete(worker);
  }

  const gathered = gatherMetrics(async () => {
    await Promise.all(serving().map(ask));
    return [...last.values()];
  });
  return {
    gathered,
    hear(from, values) {
      last.set(from, values);
      settle(from);
    },
    forget(worker) {
      const values = last.get(worker);
      last.delete(worker);
      if (values !== undefined) gathered.keep(values);
      settle(worker);
    },
  };
}
