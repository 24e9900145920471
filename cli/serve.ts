// liaison serve — starts the exchange (`npm start`)
import { constants } from 'node:os';
import type { Command } from 'commander';
import { pino, type Logger } from 'pino';
import { openExchange, type ExchangeOptions } from '../collections/exchange.ts';
import type { Configuration } from '../schemas/configuration/configuration.ts';
import { createApp } from '../server/app.ts';
import { watchCertificate } from '../server/certificate-watch.ts';
import type { RunningServer } from '../server/listen.ts';
import type { Metrics } from '../server/metrics/metrics.ts';
import { accessLog } from '../server/observing/access-log.ts';
import type { RequestObserver } from '../server/observing/observation.ts';
import type { ServerSettings } from '../server/settings.ts';
import type { Tracing } from '../server/tracing/tracing.ts';
import { checkKeysFile, credentialSettingsOf } from './configuration-credentials.ts';
import { publishingLimitsOf, rateLimitsOf } from './configuration-limits.ts';
import { metricsAsConfigured } from './configuration-metrics.ts';
import { tracingAsConfigured } from './configuration-tracing.ts';
import { listenAsConfigured, readTls, type Tls } from './configuration-transport.ts';
import { readConfiguration, withConfiguration } from './configuration.ts';
import { createSampleExchange, describeFirstStart } from './first-start.ts';
import { describePlace, openStorePlace } from './store-place.ts';
import { versionOfProgram } from './version.ts';

/** Is told of requests, and of what the exchange does for them. */
type Watcher = Pick<Metrics & Tracing, 'observeRequest' | 'exchangeObserver'>;

/** Adds the command to the program. */
export function addServeCommand(program: Command): void {
  withConfiguration(program.command('serve').description('start the exchange')).action(serve);
}

async function serve(flags: Readonly<Record<string, unknown>>): Promise<void> {
  outliveReaders();
  const effective = readConfiguration(flags);
  const { configuration } = effective;
  const tls = await readTls(effective);
  await checkKeysFile(effective);
  const log = pino({ level: configuration.log.level }, pino.destination(2));
  const store = await openStorePlace(effective);
  const measured = await metricsAsConfigured(effective, log).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const tracing = await tracingAsConfigured(configuration, versionOfProgram(), log);
  const watching = [measured?.metrics, tracing].filter((watcher) => watcher !== undefined);
  const exchange = openExchange(store, log, exchangeOptionsOf(configuration, watching));
  measured?.metrics.watch(exchange);
  const settings = settingsOf(configuration, log);
  const app = createApp(exchange, settings, log);
  const observers = observersOf(log, watching);
  const server = await listenAsConfigured(tracing?.trace(app) ?? app, effective, tls?.pair, log, observers).catch(async (error: unknown) => {
    await Promise.all([measured?.server.close(), tracing?.close()]);
    await exchange.close();
    throw error;
  });
  const stopWatching = watchFiles(tls, server, log);
  endOnSignal(log, async () => {
    stopWatching();
    await server.close();
    await exchange.close();
    await Promise.all([measured?.server.close(), tracing?.close()]);
  });

  const isFirstStart = (await store.catalogue.revision()) === 0;
  const secrets = isFirstStart ? await createSampleExchange(store) : undefined;
  process.stdout.write(`Liaison listens on ${server.origin}/taxii2/\n`);
  if (measured !== undefined) process.stdout.write(`Metrics are at ${measured.server.url}\n`);
  if (secrets !== undefined) process.stdout.write(describeFirstStart(settings.publicUrl ?? server.origin, describePlace(effective), secrets));
  else process.stdout.write(`${describePlace(effective)} Stop with Ctrl+C.\n`);
}

/** A server goes on when whoever read its first message goes away. */
function outliveReaders(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

function settingsOf(configuration: Configuration, log: Logger): ServerSettings {
  const { listen, taxii } = configuration;
  return Object.freeze({
    ...(listen.public_url === undefined ? {} : { publicUrl: new URL(listen.public_url).origin }),
    negotiation: taxii.strict ? 'strict' : 'lenient',
    publishing: publishingLimitsOf(configuration),
    ...credentialSettingsOf(configuration, log),
  });
}

function exchangeOptionsOf(configuration: Configuration, watching: readonly Watcher[]): ExchangeOptions {
  const { keep_days: auditKeepDays } = configuration.audit;
  const rates = rateLimitsOf(configuration);
  return {
    keptBytes: configuration.cache.bytes,
    ...(auditKeepDays === undefined ? {} : { auditKeepDays }),
    ...(rates === undefined ? {} : { rates }),
    observers: watching.map(({ exchangeObserver }) => exchangeObserver),
  };
}

function observersOf(log: Logger, watching: readonly Watcher[]): RequestObserver[] {
  const logged = log.isLevelEnabled('info') ? [accessLog(log)] : [];
  return [...logged, ...watching.map(({ observeRequest }) => observeRequest)];
}

function watchFiles(tls: Tls | undefined, server: RunningServer, log: Logger): () => void {
  if (tls === undefined) return () => undefined;
  return watchCertificate({ files: tls.files, inUse: tls.pair, use: (pair) => server.useCertificate(pair), log });
}

/** The first signal ends the server in order; the second one at once, with the exit code of shells for it. */
function endOnSignal(log: Logger, end: () => Promise<void>): void {
  let isEnding = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isEnding) process.exit(128 + constants.signals[signal]);
      isEnding = true;
      end().catch((error: unknown) => {
        log.error({ err: error }, 'the server did not end cleanly');
        process.exitCode = 1;
      });
    });
  }
}
