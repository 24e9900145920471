// Passwords: argon2id through node:crypto, kept as PHC strings.
import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const hash = promisify(argon2);

/** Cost of one verification: 19 MiB of memory, two passes, one lane; some 40 ms of one core. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const TAG_BYTES = 32;
const SALT_BYTES = 16;

const PHC = /^\$argon2id\$v=19\$(m=\d+,t=\d+,p=\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

// Without the characters that people mix up when they read a password aloud, and without ones that shells interpret.
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const GENERATED_LENGTH = 24;

/** A random password of some 139 bits. */
export function generatePassword(): string {
  return Array.from({ length: GENERATED_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/**
 * The PHC string of a password.
 * @param beside that of another password of the same account, which then costs nothing more to be compared with: they
 * get the same salt. Else it gets one of its own.
 */
export async function hashPassword(password: string, beside?: string): Promise<string> {
  const { memory, passes, parallelism } = COST;
  const cost = `m=${memory},t=${passes},p=${parallelism}`;
  const shared = beside === undefined ? undefined : parse(beside);
  const salt = shared?.cost === cost ? shared.salt : unpadded(randomBytes(SALT_BYTES));
  return `$argon2id$v=19$${cost}$${salt}$${unpadded(await tagOf(password, { cost, salt, length: TAG_BYTES }))}`;
}

/**
 * The one of these PHC strings that is the password's. Without any it takes as long, so that an account that isn't there,
 * or has no password, can't be told from a wrong password.
 */
export async function findPassword(password: string, phcs: readonly string[]): Promise<string | undefined> {
  if (phcs.length === 0) await hashPassword(password);
  const tags = new Map<string, Promise<Buffer>>();
  for (const phc of phcs) {
    const { cost, salt, tag } = parse(phc);
    const question = `${cost} ${salt} ${tag.length}`;
    const found = tags.get(question) ?? tagOf(password, { cost, salt, length: tag.length });
    tags.set(question, found);
    if (timingSafeEqual(await found, tag)) return phc;
  }
  return undefined;
}

function parse(phc: string): { cost: string; salt: string; tag: Buffer } {
  const [, cost, salt, tag] = PHC.exec(phc) ?? [];
  if (cost === undefined || salt === undefined || tag === undefined) {
    throw new Error('A stored password is no argon2id PHC string.');
  }
  return { cost, salt, tag: Buffer.from(tag, 'base64') };
}

function tagOf(message: string, { cost, salt, length }: { cost: string; salt: string; length: number }): Promise<Buffer> {
  const [memory = 0, passes = 0, parallelism = 0] = (cost.match(/\d+/g) ?? []).map(Number);
  const nonce = Buffer.from(salt, 'base64');
  return hash('argon2id', { memory, passes, parallelism, message, nonce, tagLength: length });
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
