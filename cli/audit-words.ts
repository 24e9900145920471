// Entries of the audit log in a sentence each, for people.
import type { AuditEntry } from '../collections/audit/chain.ts';
import { readEntry } from '../collections/audit/verify.ts';
import { formatTimestamp } from '../schemas/timestamp.ts';
import { printable } from './printable.ts';

type Said = Readonly<Record<string, unknown>>;

/** What of a kind of event is told, beside when, who and where. */
const OUTCOMES: Readonly<Record<AuditEntry['kind'], (said: Said) => string>> = {
  publication: ({ added, total, failures, status }) => `published ${count(added)} of ${count(total)} objects, ${count(failures)} refused (status ${String(status)})`,
  deletion: ({ objects, versions, reason }) => `deleted ${count(versions)} versions of ${listOf(objects)}${because(reason)}`,
  disclosure: ({ of, versions, requests }) => `was given ${count(versions)} ${of === 'objects' ? 'objects' : 'records of objects'} in ${count(requests)} requests`,
  denial: ({ reason, wanted, address, requests }) =>
    `was refused ${count(requests)} times: ${DENIALS[String(reason)] ?? String(reason)}${wanted === undefined ? '' : ` to ${String(wanted)}`}${address === undefined ? '' : `, from ${String(address)}`}`,
  account: ({ by, changes }) => `account changed by ${String(by)}: ${listOf(changes)}`,
  catalogue: ({ by, revision, changes }) => `catalogue ${String(revision)} put in force by ${String(by)}: ${listOf(changes)}`,
  hold: ({ by, objects, reason }) => `${listOf(objects)} put under hold by ${String(by)}${because(reason)}`,
  release: ({ by, objects }) => `hold on ${listOf(objects)} lifted by ${String(by)}`,
  loss: ({ events }) => `${count(events)} disclosures or denials could not be written down`,
  pruning: ({ chain, upTo }) => `entries up to ${String(upTo)} of chain ${String(chain)} had their time`,
  restore: ({ by, taken }) => `an earlier state was restored by ${String(by)}${taken === undefined ? '' : `, of ${String(taken)}`}`,
};

const DENIALS: Readonly<Record<string, string>> = {
  credentials: 'not let in',
  attempts: 'too many failed attempts',
  right: 'without the right',
  hidden: 'no such collection or API root for them',
  hold: 'held',
};

const MOST_LISTED = 5;

/** One line. @param names of collections, by id */
export function sayEntry({ at, kind, collection, text }: AuditEntry, names: ReadonlyMap<string, string>): string {
  const said = readEntry(text) ?? {};
  const who = [said['agency'], said['account']].filter((name) => name !== undefined).join('/');
  const where = collection === undefined ? '' : ` in ${names.get(collection) ?? collection}`;
  return printable(`${formatTimestamp(at)}  ${who === '' ? '' : `${who}  `}${OUTCOMES[kind](said)}${where}`);
}

function count(value: unknown): string {
  return Number(value).toLocaleString('en');
}

function listOf(values: unknown): string {
  if (!Array.isArray(values)) return '';
  const more = values.length > MOST_LISTED ? ` and ${values.length - MOST_LISTED} more` : '';
  return `${values.slice(0, MOST_LISTED).map((value) => (value === '' ? 'everything' : String(value))).join(', ')}${more}`;
}

function because(reason: unknown): string {
  return reason === undefined ? '' : `, because: ${String(reason)}`;
}
