// Signing in to the console, staying in, and signing out: the same accounts as everywhere, behind a cookie.
import type { Request, RequestHandler, Response } from 'express';
import type { Session } from '../../collections/open-collection.ts';
import type { Exchange } from '../../collections/exchange.ts';
import { isOperator } from '../../collections/oversight.ts';
import { clientCertificateOf } from '../client-certificate.ts';
import { clientOf } from '../client.ts';
import { contextOf, extendContext } from '../context.ts';
import { TaxiiProblem } from '../errors.ts';
import type { ServerSettings } from '../settings.ts';
import { cookieHeader, csrfToken, isSame, newSeal, readSeal, RENEWED_AFTER, stayOf, writeSeal, type Seal } from './cookie.ts';
import { bodyOf, malformed } from './read-json.ts';
import type { SessionResource } from './resources.ts';
import { sendJson } from './send-json.ts';

/** Sent by pages that look for news by themselves: that is nothing that somebody does. */
const BACKGROUND = 'x-background';

/** 401, with a challenge that no browser asks a password for by itself. */
class SignedOut extends TaxiiProblem {
  constructor(description: string) {
    super('signed-out', { description, headers: { 'WWW-Authenticate': 'Session realm="console"' } });
  }
}

/** The steps and endpoints of sessions. */
export interface Sessions {
  /** Lets nobody pass but who is signed in, and changes only those that the console's own pages asked for. */
  readonly require: RequestHandler;
  readonly get: RequestHandler;
  readonly post: RequestHandler;
  readonly delete: RequestHandler;
}

/** Sessions of the accounts of an exchange. */
export function createSessions(exchange: Exchange, settings: ServerSettings): Sessions {
  const { signingKey } = exchange;
  const seals = new WeakMap<Request, Seal>();

  function originOf(request: Request) {
    const certificate = clientCertificateOf(request, settings.clientCertificateHeader);
    return { address: clientOf(request).address, ...(certificate === undefined ? {} : { certificate }) };
  }

  function sealIn(request: Request, at: number): Seal {
    const seal = readSeal(signingKey, request.headers.cookie, at);
    if (seal === undefined) throw new SignedOut('Nobody is signed in, or the session has ended. Sign in.');
    return seal;
  }

  function setCookie(request: Request, response: Response, value: string): void {
    response.setHeader('Set-Cookie', cookieHeader(value, clientOf(request).isSecure));
  }

  async function send(request: Request, response: Response, session: Session, seal: Seal): Promise<void> {
    const { asker } = session;
    const { name, title, kind } = asker.agency;
    const token = csrfToken(signingKey, seal);
    const resource: SessionResource = { account: asker.account, agency: { name, title, kind }, is_operator: isOperator(session), csrf_token: token };
    await sendJson(request, response, 200, resource);
  }

  return {
    async require(request, response, next) {
      const at = Date.now();
      const seal = sealIn(request, at);
      const session = await exchange.resume(seal.ticket, stayOf(seal), originOf(request));
      if (session === undefined) throw new SignedOut('Somebody signed out, or the account, or what it was signed in with, has changed. Sign in again.');
      if (!isReading(request)) checkOrigin(request, csrfToken(signingKey, seal));
      extendContext(request, session);
      seals.set(request, seal);
      if (at - seal.used > RENEWED_AFTER && request.headers[BACKGROUND] === undefined) {
        setCookie(request, response, writeSeal(signingKey, { ...seal, used: at }));
      }
      next();
    },
    async get(request, response) {
      const seal = seals.get(request);
      if (seal === undefined) throw new Error('The session is told before it is required.');
      await send(request, response, contextOf(request), seal);
    },
    async post(request, response) {
      refuseForeign(request);
      const { name, password } = bodyOf(request);
      if (typeof name !== 'string' || typeof password !== 'string') {
        throw malformed('The body has to be a JSON object with the texts "name" and "password".');
      }
      const signedIn = await exchange.signIn({ ...originOf(request), presented: { kind: 'password', name, password } });
      if (signedIn === undefined) throw new SignedOut('There is no such account with that password, or it may not be used from here.');
      const seal = newSeal(signedIn.ticket, Date.now());
      setCookie(request, response, writeSeal(signingKey, seal));
      await send(request, response, signedIn.session, seal);
    },
    // Also whoever isn't let in at the moment: their cookie would be good again when they are.
    async delete(request, response) {
      const seal = sealIn(request, Date.now());
      checkOrigin(request, csrfToken(signingKey, seal));
      // The cookie goes in any case, even where the store can't be told.
      setCookie(request, response, '');
      await exchange.leave(seal.ticket, stayOf(seal));
      await sendJson(request, response, 200, {});
    },
  };
}

function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

function checkOrigin(request: Request, token: string): void {
  refuseForeign(request);
  const given = request.headers['x-csrf-token'];
  if (typeof given !== 'string' || !isSame(given, token)) throw foreign('The header X-CSRF-Token is missing, or of another session.');
}

// Browsers say where a request is from; scripts of other sites can't say otherwise.
function refuseForeign({ headers }: Request): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw foreign('The request is from a page of another site.');
}

function foreign(description: string): TaxiiProblem {
  return new TaxiiProblem('foreign-request', { description });
}
