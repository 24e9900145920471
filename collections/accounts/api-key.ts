// API keys: lk_<id>_<secret>. The id finds the credential, the secret is 256 random bits of which a digest is kept.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** An API key, taken apart. */
export interface ApiKey {
  readonly id: string;
  readonly secret: string;
}

const SECRET_BYTES = 32;
const ID_BYTES = 8;
const FORM = /^lk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** The id of a new credential. */
export function newCredentialId(): string {
  return randomBytes(ID_BYTES).toString('hex');
}

/** A new key of the credential with that id, as it is shown once, and the proof that is kept of it. */
export function newApiKey(id: string): { readonly key: string; readonly proof: string } {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { key: `lk_${id}_${secret}`, proof: digestOfKey({ id, secret }) };
}

/** `undefined` where the text hasn't the form of a key. */
export function parseApiKey(text: string): ApiKey | undefined {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** What is kept of a key: nobody can guess 256 bits, so that a plain SHA-256 keeps them. In hexadecimal digits. */
export function digestOfKey(key: ApiKey): string {
  return createHash('sha256').update(key.secret).digest('hex');
}

/** Whether it is the key of which that digest was kept. */
export function isKeyOf(key: ApiKey, digest: string): boolean {
  return timingSafeEqual(Buffer.from(digestOfKey(key), 'hex'), Buffer.from(digest, 'hex'));
}
