// Times in their order (C-01 to C-06).
import { versionKey } from '../../timestamp.ts';
import type { JsonObject } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';

interface Order {
  readonly earlier: string;
  readonly later: string;
  /** Whether the two may be the same instant. */
  readonly mayBeEqual: boolean;
  readonly section: string;
}

const MODIFIED: Order = { earlier: 'created', later: 'modified', mayBeEqual: true, section: '3.2' };

const ORDERS: ReadonlyMap<string, Order> = new Map([
  ['campaign', seen('4.2')],
  ['infrastructure', seen('4.8')],
  ['intrusion-set', seen('4.9')],
  ['malware', seen('4.11')],
  ['threat-actor', seen('4.17')],
  ['sighting', seen('5.2')],
  ['indicator', { earlier: 'valid_from', later: 'valid_until', mayBeEqual: false, section: '4.7' }],
  ['observed-data', { earlier: 'first_observed', later: 'last_observed', mayBeEqual: true, section: '4.14' }],
  ['relationship', { earlier: 'start_time', later: 'stop_time', mayBeEqual: false, section: '5.1' }],
  ['network-traffic', { earlier: 'start', later: 'end', mayBeEqual: true, section: '6.12' }],
]);

/** No version is older than its object (C-01). */
export function checkModified(object: JsonObject, report: Report): void {
  checkOrder(object, MODIFIED, report);
}

/** What begins doesn't end before (C-02 to C-06). */
export function checkTimeOrder(object: JsonObject, report: Report): void {
  const order = ORDERS.get(object.type as string);
  if (order !== undefined) checkOrder(object, order, report);
}

function seen(section: string): Order {
  return { earlier: 'first_seen', later: 'last_seen', mayBeEqual: true, section };
}

function checkOrder(object: JsonObject, order: Order, report: Report): void {
  const earlier = object[order.earlier];
  const later = object[order.later];
  if (typeof earlier !== 'string' || typeof later !== 'string') return;
  if (earlier === later ? order.mayBeEqual : isInOrder(earlier, later, order.mayBeEqual)) return;
  const relation = order.mayBeEqual ? 'before' : 'not after';
  report(
    'time-order',
    `/${order.later}`,
    `${quote(later)} is ${relation} ${order.earlier}, ${quote(earlier)}`,
    order.mayBeEqual ? `${order.earlier} or later` : `later than ${order.earlier}`,
    order.section,
  );
}

// What is no timestamp is for the schema to report. Keys have full precision (T-35) and count leap seconds as the
// second after (T-34).
function isInOrder(earlier: string, later: string, mayBeEqual: boolean): boolean {
  const from = versionKey(earlier);
  const to = versionKey(later);
  if (from === undefined || to === undefined) return true;
  return from < to || (mayBeEqual && from === to);
}
