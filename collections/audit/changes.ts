// What is otherwise in an account or a catalogue, for the audit log: names, never secrets.
import { createHash } from 'node:crypto';
import { now } from '../../schemas/timestamp.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import type { Account } from '../storage/port.ts';
import type { AccountEvent, CatalogueEvent } from './event.ts';

/** Who changes something when nobody is named: a command or a server by itself. */
const NOBODY = 'liaison';
const MOST_CHANGES = 100;

/** The event of an account that becomes another; `undefined` where nothing is otherwise. */
export function accountEvent(before: Account | undefined, after: Account, by = NOBODY): AccountEvent | undefined {
  const changes = before === undefined ? ['created'] : accountChanges(before, after);
  if (changes.length === 0) return undefined;
  return { kind: 'account', at: now(), by, account: after.name, agency: after.agency, changes };
}

function accountChanges(before: Account, after: Account): string[] {
  return [
    ...(before.agency === after.agency ? [] : [`agency ${before.agency} → ${after.agency}`]),
    ...(before.password === after.password ? [] : [after.password === undefined ? 'password removed' : 'password changed']),
    ...(before.disabled === after.disabled ? [] : [after.disabled ? 'disabled' : 'enabled']),
    ...(isSame(before.networks, after.networks) ? [] : [`networks: ${after.networks?.join(', ') ?? 'any'}`]),
    ...(before.certificateRequired === after.certificateRequired ? [] : [after.certificateRequired === true ? 'certificate required' : 'certificate no longer required']),
    ...credentialChanges(before, after),
  ];
}

function credentialChanges({ credentials: before = [] }: Account, { credentials: after = [] }: Account): string[] {
  const former = new Map(before.map((credential) => [credential.id, credential]));
  const staying = new Set(after.map(({ id }) => id));
  const gone = before.filter(({ id }) => !staying.has(id)).map(({ kind, name, id }) => `${kind} ${JSON.stringify(name)} (${id}) revoked`);
  const others = after.flatMap((credential) => {
    const { id, kind, name } = credential;
    const known = former.get(id);
    if (known === undefined) return [`${kind} ${JSON.stringify(name)} (${id}) added`];
    if (isSame(known, credential)) return [];
    return [`${kind} ${JSON.stringify(name)} (${id}) ${known.proof === credential.proof ? 'changed' : 'rotated'}`];
  });
  return [...others, ...gone];
}

/** The event of a catalogue that comes in force with that revision. */
export function catalogueEvent(before: Catalogue | undefined, after: Catalogue, revision: number, by = NOBODY): CatalogueEvent {
  const sha256 = createHash('sha256').update(JSON.stringify(after)).digest('hex');
  const changes = before === undefined ? [''] : [...differences(before, after, '')].slice(0, MOST_CHANGES);
  return { kind: 'catalogue', at: now(), by, revision, sha256, changes };
}

/** JSON pointers to what is otherwise; the members of lists are known by their place. */
function* differences(before: unknown, after: unknown, pointer: string): Generator<string> {
  if (isSame(before, after)) return;
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) return yield pointer;
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const token = name.replaceAll('~', '~0').replaceAll('/', '~1');
    yield* differences((before as Record<string, unknown>)[name], (after as Record<string, unknown>)[name], `${pointer}/${token}`);
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
