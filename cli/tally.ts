// What became of published objects, counted and told.
import type { Status } from '../schemas/taxii/types.ts';
import type { Envelope, Misfit } from './envelopes.ts';
import { printable } from './printable.ts';

/** An object that didn't go in. */
export interface Failure {
  readonly id: string;
  readonly version?: string;
  readonly message: string;
}

/** What became of all objects. */
export interface Tally {
  accepted: number;
  /** Those of them that were in the collection before. */
  alreadyThere: number;
  refused: number;
  readonly failures: Failure[];
}

/** A tally of nothing. */
export function newTally(): Tally {
  return { accepted: 0, alreadyThere: 0, refused: 0, failures: [] };
}

/** Adds what a complete status says (TAXII 2.1, 4.3.1), which may leave out its lists (T-4.3.1-05). */
export function countStatus(tally: Tally, status: Partial<Status>): void {
  const { id = '', success_count = 0, successes = [], failure_count = 0, failures = [] } = status;
  tally.accepted += success_count;
  tally.alreadyThere += successes.filter(({ message }) => /\balready\b/i.test(message ?? '')).length;
  tally.refused += failure_count;
  for (const { id, version, message } of failures) {
    tally.failures.push({ id, version, message: message ?? 'the server gives no reason' });
  }
  const untold = failure_count - failures.length;
  if (untold > 0) tally.failures.push({ id: `${untold} of status ${id}`, message: "the server doesn't say which, nor why" });
}

/** Adds an object that can't be sent. */
export function countMisfit(tally: Tally, { object: { id, place, version }, reason }: Misfit): void {
  addFailure(tally, { id: id ?? place, ...(version === undefined ? {} : { version }), message: reason });
}

/** Adds the objects of an envelope that the server refuses as a whole. */
export function countRefusedEnvelope(tally: Tally, { objects }: Envelope, reason: string): void {
  for (const object of objects) countMisfit(tally, { object, reason });
}

function addFailure(tally: Tally, failure: Failure): void {
  tally.refused += 1;
  tally.failures.push(failure);
}

/** The tally in a line: `1,826 objects: 1,826 accepted (0 of them there already), 0 refused`. */
export function describeTally({ accepted, alreadyThere, refused }: Tally): string {
  const number = (count: number): string => count.toLocaleString('en');
  const total = accepted + refused;
  return (
    `${number(total)} object${total === 1 ? '' : 's'}: ${number(accepted)} accepted` +
    ` (${number(alreadyThere)} of them there already), ${number(refused)} refused`
  );
}

/** Every failure on a line of its own, then the tally. */
export function describeForPeople(tally: Tally): string {
  const lines = tally.failures.map(({ id, version, message }) => {
    return `refused: ${printable(id)}${version === undefined ? '' : ` (${printable(version)})`}: ${printable(message)}\n`;
  });
  return `${lines.join('')}${describeTally(tally)}\n`;
}

/** One JSON document; `stopped`: why not everything was sent. */
export function describeForPrograms({ accepted, alreadyThere, refused, failures }: Tally, stopped?: string): string {
  return `${JSON.stringify({ accepted, already_there: alreadyThere, refused, failures, stopped })}\n`;
}
