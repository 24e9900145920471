// What is known of every object of a soak: what was sent, acknowledged, deleted, and who got it how often. From it follows
// whether anything was lost, given twice, changed, or shown to somebody who mustn't see it.
import { isRed } from './objects.ts';

/** Who sees what: everything, or all but TLP:RED. */
export type Sight = 'red' | 'green';

/** What one poller got. */
export interface Receipts {
  readonly name: string;
  readonly sight: Sight;
  /** Takes an object down. */
  receive(number: number, digest: number): void;
}

/** What is wrong with what somebody got. */
export interface PollerVerdict {
  readonly name: string;
  readonly received: number;
  readonly missed: number;
  readonly twice: number;
}

/** What is wrong altogether; all zeros but for the first two is what is promised. */
export interface LedgerVerdict {
  readonly acknowledged: number;
  readonly deleted: number;
  /** Acknowledged, not deleted, and not there in the end. */
  readonly lost: number;
  /** Deleted, and there in the end. */
  readonly undead: number;
  /** Got by somebody, and never sent, or with other content than what was sent. */
  readonly wrong: number;
  /** TLP:RED, and got by somebody who mustn't see it. */
  readonly leaked: number;
  readonly pollers: readonly PollerVerdict[];
}

/** Keeps account of objects, which are numbered from 0. */
export interface Ledger {
  /** Takes the next number for an object of that content. */
  send(digestOf: (number: number) => number): number;
  acknowledge(number: number): void;
  /** Somebody asks for it to be deleted; from here on nobody is sure that it is there. */
  deleting(number: number): void;
  delete(number: number): void;
  /** A poller that begins with nothing. */
  poller(name: string, sight: Sight): Receipts;
  /** Whether an object with that content was sent. */
  isRight(number: number, digest: number): boolean;
  /** An object that is surely there for those who see red; `undefined` when it isn't sure. */
  isThere(number: number): boolean;
  readonly sent: number;
  readonly acknowledged: number;
  /** Compares everything with walks through what is there in the end, by somebody of each sight. */
  judge(inTheEnd: Readonly<Record<Sight, ReadonlySet<number>>>): LedgerVerdict;
}

const ACKNOWLEDGED = 1;
const DELETING = 2;
const DELETED = 4;

/** Begins an account. */
export function startLedger(): Ledger {
  let digests = new Uint32Array(1_024);
  let states = new Uint8Array(1_024);
  let sent = 0;
  let acknowledged = 0;
  let wrong = 0;
  let leaked = 0;
  const pollers: { name: string; sight: Sight; counts: Uint8Array }[] = [];

  const isRight = (number: number, digest: number): boolean => number >= 0 && number < sent && digests[number] === digest;
  const stateOf = (number: number): number => states[number] ?? 0;
  const set = (number: number, flag: number): void => {
    states[number] = stateOf(number) | flag;
  };

  return {
    send(digestOf) {
      const number = sent;
      sent += 1;
      [digests, states] = [grown(digests, sent), grown(states, sent)];
      digests[number] = digestOf(number);
      return number;
    },
    acknowledge(number) {
      if ((stateOf(number) & ACKNOWLEDGED) === 0) acknowledged += 1;
      set(number, ACKNOWLEDGED);
    },
    deleting: (number) => set(number, DELETING),
    delete: (number) => set(number, DELETED),
    poller(name, sight) {
      const poller = { name, sight, counts: new Uint8Array(1_024) };
      pollers.push(poller);
      return {
        name,
        sight,
        receive(number, digest) {
          if (!isRight(number, digest)) {
            wrong += 1;
            return;
          }
          if (sight === 'green' && isRed(number)) leaked += 1;
          poller.counts = grown(poller.counts, number + 1);
          poller.counts[number] = (poller.counts[number] ?? 0) + 1;
        },
      };
    },
    isRight,
    isThere: (number) => stateOf(number) === ACKNOWLEDGED,
    get sent() {
      return sent;
    },
    get acknowledged() {
      return acknowledged;
    },
    judge(inTheEnd) {
      const numbers = Array.from({ length: sent }, (_, number) => number);
      const count = (isIt: (number: number) => boolean): number => numbers.filter(isIt).length;
      const has = (number: number, flag: number): boolean => (stateOf(number) & flag) !== 0;
      return {
        acknowledged,
        deleted: count((number) => has(number, DELETED)),
        lost: count((number) => stateOf(number) === ACKNOWLEDGED && !inTheEnd.red.has(number)),
        undead: count((number) => has(number, DELETED) && inTheEnd.red.has(number)),
        wrong,
        leaked: leaked + [...inTheEnd.green].filter(isRed).length,
        pollers: pollers.map(({ name, sight, counts }) => ({
          name,
          received: count((number) => (counts[number] ?? 0) > 0),
          missed: count((number) => inTheEnd[sight].has(number) && (counts[number] ?? 0) === 0),
          twice: count((number) => (counts[number] ?? 0) > 1),
        })),
      };
    },
  };
}

function grown<List extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(list: List, length: number): List {
  if (list.length >= length) return list;
  const larger = new (list.constructor as new (size: number) => List)(Math.max(length, list.length * 2));
  larger.set(list);
  return larger;
}
