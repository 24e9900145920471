// Checks of constants by themselves: days, sets, addresses, regular expressions (STIX 2.1, 9.2 and 9.6).

import { isIPv4, isIPv6 } from 'node:net';
import { isTimestamp } from '../timestamp.ts';
import type { Report } from './pattern-checks.ts';
import { excerpt } from './position.ts';
import { flawOfExpression } from './regular-expression.ts';
import type { Constant, MatchTest, MembershipTest, TimestampConstant } from './tree.ts';

/** PAT-04: the day of a timestamp exists. */
export function checkDate(timestamp: TimestampConstant, report: Report): void {
  if (isTimestamp(timestamp.value)) return;
  report('pattern-timestamp-date', timestamp, `the calendar has no day ${timestamp.value.slice(0, DATE_LENGTH)}`);
}

/** PAT-06: a set has members, and they are of one kind. */
export function checkSet(test: MembershipTest, report: Report): void {
  const [first, ...others] = test.constants;
  if (first === undefined) {
    report('pattern-empty-set', test, 'the set behind IN is empty, so that nothing can be in it');
    return;
  }
  const odd = others.find((constant) => kindInSet(constant) !== kindInSet(first));
  if (odd === undefined) return;
  report('pattern-mixed-set', odd, `the set behind IN mixes constants: ${kindInSet(first)}, then ${kindInSet(odd)}`);
}

/** PAT-09 and PAT-13: the text behind ISSUBSET, ISSUPERSET and MATCHES is what these operators need. */
export function checkMatch(test: MatchTest, report: Report): void {
  const { operator, constant, path } = test;
  if (operator === 'MATCHES') {
    const flaw = flawOfExpression(constant.value);
    if (flaw !== undefined) report('pattern-regular-expression', constant, `the regular expression ${flaw}`);
  }
  if (operator !== 'ISSUBSET' && operator !== 'ISSUPERSET') return;
  if (!isAddressBlock(constant.value)) {
    const shown = excerpt(constant.value);
    report('pattern-subset-constant', constant, `${operator} compares addresses, and '${shown}' is none`);
  }
  const last = path.steps.at(-1);
  if (last?.kind !== 'property' || last.name !== 'value') {
    report('pattern-subset-path', path, `${operator} compares addresses, which stand in the property value`);
  }
}

const DATE_LENGTH = '2024-01-31'.length;

function kindInSet(constant: Constant): string {
  return constant.kind === 'integer' || constant.kind === 'float' ? 'number' : constant.kind;
}

/** Whether the text is an IPv4 or IPv6 address, with or without a prefix length behind a slash. */
function isAddressBlock(text: string): boolean {
  const [address = '', prefix = '0', ...rest] = text.split('/', 3);
  if (rest.length > 0 || !/^(?:0|[1-9]\d{0,2})$/.test(prefix)) return false;
  if (isIPv4(address)) return Number(prefix) <= 32;
  return isIPv6(address) && !address.includes('%') && Number(prefix) <= 128;
}
