// From the configuration to a listening server: certificate, socket and limits, and what keeps them from working.
import type { RequestListener } from 'node:http';
import { isIP } from 'node:net';
import type { Logger } from 'pino';
import { CertificateUnusable, checkCertificate, readCertificate, type CertificateFiles, type CertificatePair } from '../server/certificate.ts';
import { listen, PlainHttpRefused, type ListenOptions, type RunningServer } from '../server/listen.ts';
import { isLoopback, plainAddress } from '../server/trusted-proxies.ts';
import type { EffectiveConfiguration } from './configuration.ts';
import { CommandFailure } from './failure.ts';

/** The certificate to serve with, and where it is from. */
export interface Tls {
  readonly files: CertificateFiles;
  readonly pair: CertificatePair;
}

/**
 * The certificate that the configuration names, if it names one.
 * @throws {CommandFailure} when it can't be used
 */
export async function readTls(effective: EffectiveConfiguration): Promise<Tls | undefined> {
  const { certificate, key, passphrase_file: passphrase, client_ca: clientAuthorities } = effective.configuration.tls;
  if (certificate === undefined || key === undefined) return undefined;
  const files = {
    certificate,
    key,
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(clientAuthorities === undefined ? {} : { clientAuthorities }),
  };
  try {
    const pair = await readCertificate(files);
    checkCertificate(pair);
    return { files, pair };
  } catch (error) {
    if (error instanceof CertificateUnusable) throw unusable(effective, error);
    const { path, code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`${path} can't be read (${code}).`, { cause: error });
  }
}

/**
 * Listens as the configuration says.
 * @throws {CommandFailure} when that can't be
 */
export async function listenAsConfigured(
  application: RequestListener,
  effective: EffectiveConfiguration,
  tls: CertificatePair | undefined,
  log: Logger,
  toTell: Pick<ListenOptions, 'observers' | 'noteKeptOut'>,
): Promise<RunningServer> {
  const { host, port, trusted_proxies: trustedProxies } = effective.configuration.listen;
  const limits = limitsOf(effective);
  try {
    return await listen(application, { host, port, trustedProxies, ...limits, log, ...toTell, ...(tls === undefined ? {} : { tls }) });
  } catch (error) {
    throw explain(error, effective);
  }
}

/** Why plain HTTP is refused at this address, which is none of the machine's own. */
export function plainHttpFailure(address: string): CommandFailure {
  return new CommandFailure(
    `Plain HTTP is served on loopback addresses only, and ${address} is none: passwords would cross the network in the open. ` +
      'Give a certificate with --tls-cert and --tls-key; or name the proxy in front that ends TLS with --trusted-proxy.',
  );
}

/** Whether a start is sure to be refused: plain HTTP on a network, at an address that needs no looking up. */
export function isPlainOnNetwork({ configuration: { listen: place, tls } }: EffectiveConfiguration): boolean {
  const isNetwork = isIP(place.host) !== 0 && !isLoopback(plainAddress(place.host));
  return isNetwork && tls.certificate === undefined && place.trusted_proxies.length === 0;
}

function limitsOf({ configuration: { limits, timeouts } }: EffectiveConfiguration): Pick<ListenOptions, 'connections' | 'mostHeaders' | 'mostRunning' | 'patience'> {
  return {
    connections: { total: limits.connections, perAddress: limits.connections_per_address },
    mostHeaders: limits.headers,
    mostRunning: limits.running,
    patience: {
      headers: timeouts.headers * 1_000,
      request: timeouts.request * 1_000,
      answer: timeouts.answer * 1_000,
      idle: timeouts.idle * 1_000,
      ending: timeouts.ending * 1_000,
    },
  };
}

function explain(error: unknown, { configuration, nameGiven }: EffectiveConfiguration): CommandFailure {
  const { code, message } = error as NodeJS.ErrnoException;
  const { host, port } = configuration.listen;
  const place = `Port ${port} on ${host}`;
  if (error instanceof PlainHttpRefused) return plainHttpFailure(error.address);
  if (code === 'EADDRINUSE') return new CommandFailure(`${place} is in use. Name another one with --port.`);
  if (code === 'EACCES') return new CommandFailure(`${place} needs more rights than this account has. Name another one with --port.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new CommandFailure(`${host} is no address of this machine. Name another one with ${nameGiven('listen.host')}.`);
  }
  return new CommandFailure(`The server can't listen: ${message}.`, { cause: error });
}

function unusable({ nameGiven }: EffectiveConfiguration, error: CertificateUnusable): CommandFailure {
  const pair = `The certificate of ${nameGiven('tls.certificate')} and the key of ${nameGiven('tls.key')}`;
  return new CommandFailure(`${pair} can't be used: ${error.message}.`, { cause: error });
}
