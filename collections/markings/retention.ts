// What a retention rule says of instants.
import type { RetentionEntry } from '../../schemas/catalogue/catalogue.ts';
import { DAY, type Microseconds } from '../../schemas/timestamp.ts';

/** What was added, or ceased to be valid, before these instants has had its time at `at`; absent: not by that rule. */
export function dueBefore({ days, daysAfterValidUntil }: RetentionEntry, at: Microseconds): { readonly added?: Microseconds; readonly valid?: Microseconds } {
  return {
    ...(days === undefined ? {} : { added: at - days * DAY }),
    ...(daysAfterValidUntil === undefined ? {} : { valid: at - daysAfterValidUntil * DAY }),
  };
}

/** What the tombstones of a rule say. */
export function retentionReason({ days, daysAfterValidUntil }: RetentionEntry): string {
  const rules = [
    ...(days === undefined ? [] : [`${days} days`]),
    ...(daysAfterValidUntil === undefined ? [] : [`${daysAfterValidUntil} days after valid_until`]),
  ];
  return `retention: ${rules.join(', or ')}`;
}
