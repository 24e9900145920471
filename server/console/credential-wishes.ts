// What the bodies of /console/api/accounts/ say of credentials.
import type { Scope } from '../../collections/access.ts';
import type { CredentialKind } from '../../collections/accounts/credential.ts';
import type { ProofWishes } from '../../collections/accounts/new-proof.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { DAY, now, type Microseconds } from '../../schemas/timestamp.ts';
import { malformed } from './read-json.ts';

type Body = Readonly<Record<string, unknown>>;

const LONGEST_DAYS = 3_650;

/** What is to prove a credential of that kind; what doesn't belong to the kind is left out. */
export function proofIn(kind: CredentialKind, body: Body): ProofWishes {
  const { certificate, fingerprint, subject, issuer } = body;
  const given = Object.entries({ certificate, fingerprint, subject, issuer }).filter((each): each is [string, string] => each[1] !== undefined);
  if (given.some(([, text]) => typeof text !== 'string')) throw malformed('"certificate", "fingerprint", "subject" and "issuer" are texts.');
  const texts = Object.fromEntries(given.filter(([name]) => kind === 'certificate' || name !== 'certificate'));
  return kind === 'certificate' || kind === 'openid' ? { kind, ...texts } : { kind };
}

/** What a credential is limited to; nothing: everything that its agency may. */
export function scopeIn({ collections, rights }: Body, catalogue: Catalogue | undefined): Scope | undefined {
  const known = new Set(catalogue?.apiRoots.flatMap((root) => root.collections.map(({ id }) => id)));
  const isRight = (right: unknown): right is 'read' | 'write' => right === 'read' || right === 'write';
  const areCollections = collections === undefined || (Array.isArray(collections) && collections.length > 0 && collections.every((id) => known.has(id)));
  const areRights = rights === undefined || (Array.isArray(rights) && rights.length > 0 && rights.every(isRight));
  if (!areCollections || !areRights) throw malformed('"collections" is a list of ids of collections, "rights" one of read and write; neither is empty.');
  if (collections === undefined && rights === undefined) return undefined;
  return { ...(collections === undefined ? {} : { collections: collections as string[] }), ...(rights === undefined ? {} : { rights }) };
}

/** The instant so many days from now; 0, or nothing: none. */
export function inDays(name: string, body: Body): Microseconds | undefined {
  const { [name]: days = 0 } = body;
  if (typeof days === 'number' && Number.isInteger(days) && days >= 0 && days <= LONGEST_DAYS) return days === 0 ? undefined : now() + days * DAY;
  throw malformed(`"${name}" is a whole number of days, from 0 to ${LONGEST_DAYS}.`);
}

/** Whether it is a list of so many texts at most. */
export function areTexts(value: unknown, most: number): value is string[] {
  return Array.isArray(value) && value.length <= most && value.every((text) => typeof text === 'string');
}
