// One of several processes that are a server together.
import { pino } from 'pino';
import { createAttempts } from '../../collections/accounts/attempts.ts';
import { clockOfMachine, hearAttempt, tellAttempts } from '../../collections/accounts/share-attempts.ts';
import { rememberVerified, tellVerified } from '../../collections/accounts/verified-passwords.ts';
import { createMetrics } from '../../server/metrics/metrics.ts';
import { readConfiguration, type EffectiveConfiguration } from '../configuration.ts';
import { explain } from '../explain.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { openServer } from './open-server.ts';
import { checkersOf, shareOf } from './worker-count.ts';

type Begin = Extract<ToWorker, { kind: 'begin' }>;

/** Serves as the primary says. What keeps the worker from it is told to the primary, which tells it to people. */
export async function serveAsWorker(flags: Readonly<Record<string, unknown>>): Promise<void> {
  // Ctrl+C at a terminal is heard by all processes; the primary says what becomes of it.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  const begin = nextBegin();
  await tell({ kind: 'loaded' });
  try {
    await work(readConfiguration(flags), await begin);
  } catch (error) {
    await tell({ kind: 'failed', reason: explain(error) });
    leave();
  }
}

async function work(effective: EffectiveConfiguration, begin: Begin): Promise<void> {
  const { configuration } = effective;
  const log = pino({ level: configuration.log.level }, pino.destination(2));
  const metrics = begin.hasMetrics ? createMetrics() : undefined;
  const attempts = createAttempts(clockOfMachine, begin.attempts);
  const verified = rememberVerified(begin.verified);
  let isTending = false;
  let hasEnded = false;
  const server = await openServer(withPlace(effective, begin), log, {
    ...(metrics === undefined ? {} : { metrics }),
    noteKeptOut: (host) => void tell({ kind: 'kept-out', host }),
    exchange: {
      attempts: tellAttempts(attempts, (news) => void tell({ kind: 'attempt', news })),
      verified: tellVerified(verified, (news) => void tell({ kind: 'verified', news })),
      tends: () => isTending,
      checkers: checkersOf(begin.workers),
    },
  });

  process.on('message', (message: ToWorker) => {
    if (message.kind === 'attempt') hearAttempt(attempts, message.news);
    else if (message.kind === 'verified') verified.add(message.news);
    else if (message.kind === 'tend') isTending = true;
    else if (message.kind === 'metrics') void tellMetrics();
    else if (message.kind === 'end') end(() => server.close());
    else if (message.kind === 'retire') end(() => server.retire());
  });
  // Of the whole service, or of this process only: either way it answers what it has taken.
  process.on('SIGTERM', () => end(() => server.close()));
  await tell({ kind: 'serving', origin: server.origin });

  async function tellMetrics(): Promise<void> {
    try {
      if (metrics !== undefined) await tell({ kind: 'metrics', values: await metrics.values() });
    } catch (error) {
      log.error({ err: error }, 'the metrics of a worker could not be told');
    }
  }

  // A worker that retires may be told to end meanwhile, which is then quicker.
  function end(close: () => Promise<void>): void {
    isTending = false;
    close()
      .catch((error: unknown) => {
        log.error({ err: error }, 'a worker did not end cleanly');
      })
      .finally(async () => {
        if (hasEnded) return;
        hasEnded = true;
        await tellMetrics();
        leave();
      });
  }
}

function nextBegin(): Promise<Begin> {
  return new Promise((resolve) => {
    process.on('message', function hear(message: ToWorker) {
      if (message.kind !== 'begin') return;
      process.off('message', hear);
      resolve(message);
    });
  });
}

function withPlace(effective: EffectiveConfiguration, { host, port, workers }: Begin): EffectiveConfiguration {
  const { listen, limits } = effective.configuration;
  return { ...effective, configuration: { ...effective.configuration, listen: { ...listen, host, port }, limits: shareOf(limits, workers) } };
}

// Node ends a worker that has no primary to talk to.
function leave(): void {
  if (process.connected) process.disconnect?.();
}

// Resolves when it is on its way: whoever ends right after has been heard.
function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
