// HTTP Basic through passport: who is asking? (T-1.6.9-02, T-8.2.2-06)
import type { RequestHandler } from 'express';
import { Passport } from 'passport';
import { BasicStrategy } from 'passport-http';
import type { Exchange } from '../../collections/exchange.ts';
import type { Session } from '../../collections/open-collection.ts';
import { extendContext } from '../context.ts';
import { Unauthenticated } from '../errors.ts';

const CREDENTIALS = /^Basic +([A-Za-z0-9+/_-]+=*) *$/i;

/** Lets a request pass that has the credentials of an account, and answers 401 with a challenge to all others. */
export function authenticate(exchange: Exchange): RequestHandler {
  const passport = new Passport();
  passport.use(
    new BasicStrategy({ realm: 'taxii' }, (name, password, done) => {
      exchange.authenticate(name, decodeURIComponent(password)).then((session) => done(null, session ?? false), done);
    }),
  );

  return function authenticateByBasic(request, response, next): void {
    const decide = (error: unknown, session: Session | false | undefined): void => {
      if (error !== null && error !== undefined) return next(error);
      if (session === undefined || session === false) return next(new Unauthenticated());
      extendContext(request, session);
      next();
    };
    request.headers.authorization = shieldColons(request.headers.authorization ?? '');
    passport.authenticate('basic', { session: false }, decide)(request, response, next);
  };
}

// passport-http cuts a password at its first colon, which RFC 7617 allows in it, so that it gets it percent-encoded. It
// would also take any scheme that has "basic" in its name, and stumble over a second space.
function shieldColons(authorization: string): string {
  const [, encoded] = CREDENTIALS.exec(authorization) ?? [];
  if (encoded === undefined) return '';
  const credentials = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = credentials.indexOf(':');
  if (colon === -1) return '';
  const shielded = `${credentials.slice(0, colon)}:${encodeURIComponent(credentials.slice(colon + 1))}`;
  return `Basic ${Buffer.from(shielded).toString('base64')}`;
}
