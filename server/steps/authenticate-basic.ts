// HTTP Basic: an account's name and password, or an API key as the password, whatever the name (RFC 7617; T-8.2.2-06).
import type { IncomingMessage } from 'node:http';
import { BasicStrategy } from 'passport-http';
import type { Admit } from './admission.ts';

const CREDENTIALS = /^Basic +([A-Za-z0-9+/_-]+=*) *$/i;

/** For requests that `shieldBasic` has seen. */
export function basicStrategy(admit: Admit): BasicStrategy {
  return new BasicStrategy({ realm: 'taxii', passReqToCallback: true }, (request, name, password, done) => {
    const presented = { kind: 'password', name: unshielded(name), password: unshielded(password) } as const;
    admit(request, presented).then((session) => done(null, session ?? false), done);
  });
}

/**
 * passport-http cuts a password at its first colon, which RFC 7617 allows in it, and takes an empty name, which tools that
 * have nothing but a key send, for none: so it gets both percent-encoded behind a letter. It would also take any scheme
 * that has "basic" in its name, and stumble over a second space.
 */
export function shieldBasic({ headers }: IncomingMessage): void {
  const [, encoded = ''] = CREDENTIALS.exec(headers.authorization ?? '') ?? [];
  const [name, ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (name === undefined || password.length === 0) {
    headers.authorization = '';
    return;
  }
  const shielded = `${shield(name)}:${shield(password.join(':'))}`;
  headers.authorization = `Basic ${Buffer.from(shielded).toString('base64')}`;
}

function shield(text: string): string {
  return `=${encodeURIComponent(text)}`;
}

function unshielded(shielded: string): string {
  return decodeURIComponent(shielded.slice(1));
}
