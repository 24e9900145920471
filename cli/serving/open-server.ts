// An exchange on its store and on its port, as the configuration says: all that a process needs that answers requests.
import type { Logger } from 'pino';
import { openExchange, type ExchangeOptions } from '../../collections/exchange.ts';
import { stepHelpersBack } from '../../collections/step-back.ts';
import type { Store } from '../../collections/storage/port.ts';
import type { Configuration } from '../../schemas/configuration/configuration.ts';
import { compileAhead } from '../../schemas/stix/compile-ahead.ts';
import { createApp } from '../../server/app.ts';
import { watchCertificate } from '../../server/certificate-watch.ts';
import type { ListenOptions, RunningServer } from '../../server/listen.ts';
import type { Metrics } from '../../server/metrics/metrics.ts';
import { accessLog } from '../../server/observing/access-log.ts';
import type { RequestObserver } from '../../server/observing/observation.ts';
import type { ServerSettings } from '../../server/settings.ts';
import type { Tracing } from '../../server/tracing/tracing.ts';
import { checkKeysFile, credentialSettingsOf } from '../configuration-credentials.ts';
import { publishingLimitsOf, rateLimitsOf } from '../configuration-limits.ts';
import { tracingAsConfigured } from '../configuration-tracing.ts';
import { listenAsConfigured, readTls, type Tls } from '../configuration-transport.ts';
import type { EffectiveConfiguration } from '../configuration.ts';
import { openStorePlace } from '../store-place.ts';
import { versionOfProgram } from '../version.ts';

/** Is told of requests, and of what the exchange does for them. */
type Watcher = Pick<Metrics & Tracing, 'observeRequest' | 'exchangeObserver'>;

/** An exchange that answers requests. */
export interface OpenServer {
  readonly store: Store;
  /** As `RunningServer` has it. */
  readonly origin: string;
  /** Answers what runs, then lets go of everything. */
  close(): Promise<void>;
  /** As `close`, for a process whose place another one has taken: nobody notices. */
  retire(): Promise<void>;
}

/** What a process adds of its own. */
export interface OpenServerOptions {
  readonly metrics?: Metrics;
  readonly exchange?: Pick<ExchangeOptions, 'attempts' | 'verified' | 'tends' | 'checkers'>;
  readonly noteKeptOut?: ListenOptions['noteKeptOut'];
}

/**
 * Opens the store and listens.
 * @throws {CommandFailure} and others that are told in a sentence, when that can't be
 */
export async function openServer(effective: EffectiveConfiguration, log: Logger, options: OpenServerOptions = {}): Promise<OpenServer> {
  await stepHelpersBack();
  const { metrics, noteKeptOut } = options;
  const tls = await readTls(effective);
  await checkKeysFile(effective);
  const store = await openStorePlace(effective);
  const tracing = await tracingAsConfigured(effective.configuration, versionOfProgram(), log);
  const watching = [metrics, tracing].filter((watcher) => watcher !== undefined);
  const exchange = openExchange(store, log, { ...exchangeOptionsOf(effective.configuration, watching), ...options.exchange });
  const stopAsking = metrics?.watch(exchange);
  const app = createApp(exchange, settingsOf(effective.configuration, log), log);
  const traced = tracing?.trace(app) ?? app;
  const toTell = { observers: observersOf(log, watching), ...(noteKeptOut === undefined ? {} : { noteKeptOut }) };
  const server = await listenAsConfigured(traced, effective, tls?.pair, log, toTell).catch(async (error: unknown) => {
    await tracing?.close();
    await exchange.close();
    throw error;
  });
  const stopWatching = watchFiles(tls, server, log);
  const stopCompiling = compileAhead();
  let closing: Promise<void> | undefined;

  async function end(endServer: () => Promise<void>): Promise<void> {
    await endServer();
    stopWatching();
    stopCompiling();
    // What was counted may be read for a while yet.
    stopAsking?.();
    closing ??= exchange.close().finally(() => tracing?.close());
    await closing;
  }

  return { store, origin: server.origin, close: () => end(() => server.close()), retire: () => end(() => server.retire()) };
}

function settingsOf(configuration: Configuration, log: Logger): ServerSettings {
  const { listen, taxii } = configuration;
  return Object.freeze({
    ...(listen.public_url === undefined ? {} : { publicUrl: new URL(listen.public_url).origin }),
    console: configuration.console.enabled,
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
