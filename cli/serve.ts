// liaison serve — starts the exchange (`npm start`)
import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { pino, type Logger } from 'pino';
import { openExchange } from '../collections/exchange.ts';
import { createApp } from '../server/app.ts';
import { listen, type ListenOptions, type RunningServer } from '../server/listen.ts';
import type { ServerSettings } from '../server/settings.ts';
import { CommandFailure } from './failure.ts';
import { createSampleExchange, describeFirstStart } from './first-start.ts';
import { describePlace, openStorePlace, withStore, type StoreOptions } from './store-place.ts';

interface ServeOptions extends StoreOptions {
  readonly port: number;
  readonly host: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly publicUrl?: string;
  readonly strict?: boolean;
}

const DEFAULT_PORT = 8080;

/** Adds the command to the program. */
export function addServeCommand(program: Command): void {
  withStore(program.command('serve').description('start the exchange'))
    .addOption(new Option('--port <number>', 'the port to listen on').env('LIAISON_PORT').default(DEFAULT_PORT).argParser(readPort))
    .addOption(new Option('--host <address>', 'the address to listen on').env('LIAISON_HOST').default('127.0.0.1'))
    .addOption(new Option('--tls-cert <file>', 'certificate chain (PEM); serves HTTPS').env('LIAISON_TLS_CERT'))
    .addOption(new Option('--tls-key <file>', 'private key of the certificate (PEM)').env('LIAISON_TLS_KEY'))
    .addOption(new Option('--public-url <url>', 'https://host[:port] at which clients reach this server').env('LIAISON_PUBLIC_URL').argParser(readPublicUrl))
    .addOption(new Option('--strict', 'refuse media types that the standard lets a server refuse').env('LIAISON_STRICT'))
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  outliveReaders();
  const tls = readTls(options);
  const log = pino({ level: process.env['LIAISON_LOG'] ?? 'warn' }, pino.destination(2));
  const store = await openStorePlace(options);
  const exchange = openExchange(store, log);
  const settings = settingsOf(options);
  const server = await listenOrExplain(createApp(exchange, settings, log), { ...options, ...(tls && { tls }) }).catch(
    async (error: unknown) => {
      await exchange.close();
      throw error;
    },
  );
  endOnSignal(server, () => exchange.close(), log);

  const isFirstStart = (await store.catalogue.revision()) === 0;
  const secrets = isFirstStart ? await createSampleExchange(store) : undefined;
  process.stdout.write(`Liaison listens on ${server.origin}/taxii2/\n`);
  if (secrets !== undefined) process.stdout.write(describeFirstStart(options.publicUrl ?? server.origin, describePlace(options), secrets));
  else process.stdout.write(`${describePlace(options)} Stop with Ctrl+C.\n`);
}

/** A server goes on when whoever read its first message goes away. */
function outliveReaders(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

function settingsOf({ publicUrl, strict }: ServeOptions): ServerSettings {
  return Object.freeze({
    ...(publicUrl === undefined ? {} : { publicUrl }),
    negotiation: strict === true ? 'strict' : 'lenient',
  });
}

async function listenOrExplain(...[app, options]: Parameters<typeof listen>): Promise<RunningServer> {
  try {
    return await listen(app, options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const place = `Port ${options.port} on ${options.host}`;
    if (code === 'EADDRINUSE') throw new CommandFailure(`${place} is in use. Name another one with --port.`);
    if (code === 'EACCES') throw new CommandFailure(`${place} needs more rights than this account has. Name another one with --port.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new CommandFailure(`${options.host} is no address of this machine. Name another one with --host.`);
    if (/PEM|SSL|X509|key values mismatch/i.test(`${code} ${message}`)) {
      throw new CommandFailure(`The certificate of --tls-cert and the key of --tls-key can't be used: ${message}.`, { cause: error });
    }
    throw new CommandFailure(`The server can't listen: ${message}.`, { cause: error });
  }
}

function endOnSignal(server: RunningServer, closeExchange: () => Promise<void>, log: Logger): void {
  let isEnding = false;
  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    await server.close();
    await closeExchange();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      end().catch((error: unknown) => {
        log.error({ err: error }, 'the server did not end cleanly');
        process.exitCode = 1;
      });
    });
  }
}

function readTls({ tlsCert, tlsKey }: ServeOptions): ListenOptions['tls'] {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new CommandFailure('HTTPS needs both --tls-cert and --tls-key.');
  }
  return { certificate: readPem(tlsCert), key: readPem(tlsKey) };
}

function readPem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandFailure(`${file} can't be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}

function readPort(value: string): number {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function readPublicUrl(value: string): string {
  const url = URL.parse(value);
  if (url?.protocol === 'https:' && url.pathname === '/' && url.search === '') return url.origin;
  throw new InvalidArgumentError('The public URL is https://host[:port], without a path.');
}
