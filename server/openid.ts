// Tokens of an OpenID provider: JWTs that it signed, for this server (RFC 7519, RFC 9068).
import { readFile, stat } from 'node:fs/promises';
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { VerifiedToken } from '../collections/accounts/authenticator.ts';
import type { Log } from '../collections/publishing/log.ts';
import { ProviderUnavailable } from './errors.ts';
import { sometimes } from './sometimes.ts';

/** The provider, and what its tokens say. */
export interface OpenIdSettings {
  /** As tokens name it in `iss`. */
  readonly issuer: string;
  /** This server, as tokens name it in `aud`. */
  readonly audience: string;
  /** Where the provider's keys are: a JSON Web Key Set. */
  readonly keys: { readonly url: URL } | { readonly file: string };
  /** The claim that names an account's credential. */
  readonly accountClaim: string;
  /** The claim that names an agency, for subjects that no account knows. */
  readonly agencyClaim?: string;
}

/** Looks at tokens. */
export interface TokenVerifier {
  /**
   * @throws {TokenRefused} when it isn't one of the provider's for this server, in force
   * @throws {ProviderUnavailable} when that can't be found out
   */
  verify(token: string): Promise<VerifiedToken>;
}

/** The token isn't what it should be; the message says why. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  /** It was good, and is too old. */
  readonly isExpired: boolean;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.isExpired = options?.cause instanceof errors.JWTExpired;
  }
}

/** Signatures that only the provider can make: never `none`, nor those whose key the verifier has, too. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** Seconds that clocks may differ. */
const CLOCK_TOLERANCE = 30;
/** Milliseconds in which the provider has to answer, for which its keys are kept, and after which a key is asked for again. */
const PATIENCE = 5_000;
const KEPT_FOR = 10 * 60 * 1_000;
const ASKED_AGAIN_AFTER = 10_000;
/** The log hears of keys that can't be had this often at most, in milliseconds. */
const TOLD_EVERY = 60_000;
/** Milliseconds between two looks at a file. */
const LOOKED_AT_EVERY = 1_000;
const LONGEST_CLAIM = 255;

/** What of jose's errors says that the token is wrong, and not that its keys can't be had. */
const REFUSALS = [
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
];

/** Looks at tokens of that provider. Its keys are fetched when the first token is there, and again when they change. */
export function createTokenVerifier(settings: OpenIdSettings, log: Log): TokenVerifier {
  const { issuer, audience, accountClaim, agencyClaim } = settings;
  const keys = 'url' in settings.keys ? remoteKeys(settings.keys.url) : keysIn(settings.keys.file);
  const required = { issuer, audience, algorithms: ALGORITHMS, requiredClaims: ['exp', 'sub'], clockTolerance: CLOCK_TOLERANCE };

  const tell = sometimes(TOLD_EVERY, (error: unknown, tokens) => {
    log.error({ err: error, tokens }, "the OpenID provider's keys can't be had; its tokens are answered 503");
  });

  return {
    async verify(token) {
      const payload = await payloadOf(token, keys, required).catch((error: unknown) => {
        if (error instanceof ProviderUnavailable) tell(error.cause);
        throw error;
      });
      const account = claim(payload, accountClaim);
      const agency = agencyClaim === undefined ? undefined : claim(payload, agencyClaim);
      const subject = claim(payload, 'sub');
      if (subject === undefined) throw new TokenRefused('its subject is no text, or too long');
      return { issuer, subject, ...(account === undefined ? {} : { account }), ...(agency === undefined ? {} : { agency }) };
    },
  };
}

async function payloadOf(token: string, keys: JWTVerifyGetKey, required: Parameters<typeof jwtVerify>[2]): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, required)).payload;
  } catch (error) {
    if (error instanceof Error && REFUSALS.some((kind) => error instanceof kind)) throw new TokenRefused(error.message, { cause: error });
    throw new ProviderUnavailable(error);
  }
}

function remoteKeys(url: URL): JWTVerifyGetKey {
  return createRemoteJWKSet(url, { timeoutDuration: PATIENCE, cacheMaxAge: KEPT_FOR, cooldownDuration: ASKED_AGAIN_AFTER });
}

/**
 * The keys in a file.
 * @throws {NodeJS.ErrnoException} when it can't be read
 * @throws {Error} when it holds something else
 */
export async function readKeys(file: string): Promise<JWTVerifyGetKey> {
  return createLocalJWKSet(JSON.parse(await readFile(file, 'utf8')) as JSONWebKeySet);
}

// A key that is gone from the file counts no more, and a new one at once.
function keysIn(file: string): JWTVerifyGetKey {
  let known: { readonly version: string; readonly keys: JWTVerifyGetKey } | undefined;
  let lookedAt = -Infinity;

  async function current(): Promise<JWTVerifyGetKey> {
    if (known !== undefined && performance.now() - lookedAt < LOOKED_AT_EVERY) return known.keys;
    const { mtimeMs, size, ino } = await stat(file);
    const version = [mtimeMs, size, ino].join(' ');
    if (known?.version !== version) known = { version, keys: await readKeys(file) };
    lookedAt = performance.now();
    return known.keys;
  }

  return async (header, token) => (await current())(header, token);
}

// A claim that is a list of one counts as what is in it.
function claim(payload: JWTPayload, name: string): string | undefined {
  const value = [payload[name]].flat();
  const [text] = value;
  return value.length === 1 && typeof text === 'string' && text !== '' && text.length <= LONGEST_CLAIM ? text : undefined;
}
