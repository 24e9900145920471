// Says whether an audit log is as it was written.
import { parseTimestamp } from '../../schemas/timestamp.ts';
import { hashOf, type AuditChain, type AuditEntry } from './chain.ts';

/** Something that isn't as it was written. */
export interface AuditFault {
  readonly chain: string;
  /** The entry at which it shows; absent where it is the chain as a whole. */
  readonly number?: number;
  /** For people. */
  readonly message: string;
}

/** What was found in a chain. */
export interface AuditFinding {
  readonly chain: string;
  readonly entries: number;
  /** The number and hash (hexadecimal digits) of its last entry: to be written down elsewhere, and asked for later. */
  readonly head: { readonly number: number; readonly hash: string };
  readonly faults: readonly AuditFault[];
}

/** The most faults that are told of one chain. */
const MOST_FAULTS = 100;

/**
 * Checks a chain.
 * @param chain where it is, as the store keeps it
 * @param entries in order of their numbers
 */
export async function verifyChain(
  chain: AuditChain,
  entries: AsyncIterable<AuditEntry> | Iterable<AuditEntry>,
): Promise<AuditFinding> {
  const faults: AuditFault[] = [];
  const tell = (message: string, number?: number): void => {
    if (faults.length < MOST_FAULTS) faults.push({ chain: chain.chain, ...(number === undefined ? {} : { number }), message });
  };
  let [number, hash, count] = [chain.prunedUpTo, chain.prunedHash, 0];
  for await (const entry of entries) {
    count += 1;
    if (entry.number !== number + 1) tell(`entry ${number + 1} is missing`, number + 1);
    // After a gap it is not known what the hash before was: told once, with the gap.
    else if (!isSame(entry.hash, hashOf(hash, entry.text))) tell('was changed, or the one before it was', entry.number);
    const difference = differenceIn(entry, chain.chain);
    if (difference !== undefined) tell(`is filed under another ${difference} than it says`, entry.number);
    ({ number, hash } = entry);
  }
  if (number < chain.number) tell(`the last entries are missing: there were ${chain.number}`);
  else if (number === chain.number && !isSame(hash, chain.hash)) tell('the last entry is another than it was', number);
  return { chain: chain.chain, entries: count, head: { number, hash: Buffer.from(hash).toString('hex') }, faults };
}

/** What an entry is found by, and says otherwise itself. */
function differenceIn(entry: AuditEntry, chain: string): string | undefined {
  const said = readEntry(entry.text);
  if (said === undefined) return 'form';
  if (said['chain'] !== chain || entry.chain !== chain) return 'chain';
  if (said['number'] !== entry.number) return 'number';
  if (typeof said['at'] !== 'string' || parseTimestamp(said['at']) !== entry.at) return 'time';
  return (['kind', 'agency', 'collection'] as const).find((name) => said[name] !== entry[name]);
}

/** What the text of an entry says; `undefined` where it is no JSON object. */
export function readEntry(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === 'object' && said !== null && !Array.isArray(said) ? (said as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
