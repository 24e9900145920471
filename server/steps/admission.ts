// What every strategy asks of the exchange: to let in whoever presents this, from there, with that certificate.
import type { IncomingMessage } from 'node:http';
import { Strategy } from 'passport';
import type { Presented } from '../../collections/accounts/authenticator.ts';
import type { Exchange } from '../../collections/exchange.ts';
import type { Session } from '../../collections/open-collection.ts';
import { clientOf } from '../client.ts';
import { clientCertificateOf } from '../client-certificate.ts';
import type { ServerSettings } from '../settings.ts';

/** Gives the session of a request that presents this, or nothing but a certificate; `undefined` where it isn't let in. */
export type Admit = (request: IncomingMessage, presented?: Presented) => Promise<Session | undefined>;

/** The door of an exchange. */
export function createAdmission(exchange: Exchange, { clientCertificateHeader }: ServerSettings): Admit {
  return async function admit(request, presented) {
    const certificate = clientCertificateOf(request, clientCertificateHeader);
    return exchange.authenticate({
      address: clientOf(request).address,
      ...(presented === undefined ? {} : { presented }),
      ...(certificate === undefined ? {} : { certificate }),
    });
  };
}

/** A passport strategy that finds out by itself what a request presents. */
export class AdmissionStrategy extends Strategy {
  // No private field: passport asks an object that inherits from this one.
  private readonly admit: (request: IncomingMessage) => Promise<Session | undefined>;

  constructor(admit: (request: IncomingMessage) => Promise<Session | undefined>) {
    super();
    this.admit = admit;
  }

  override authenticate(request: IncomingMessage): void {
    this.admit(request).then(
      (session) => (session === undefined ? this.fail(401) : this.success(session)),
      (error: unknown) => this.error(error),
    );
  }
}
