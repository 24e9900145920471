// What a collection asks of the objects in it, and which findings keep an object out.
import type { Finding } from '../finding.ts';
import { isRuleCode, RULES } from './rules.ts';
import type { ValidationPolicy } from './validation-policy.ts';

export type { ValidationPolicy } from './validation-policy.ts';

/** What a collection asks when its catalogue entry says nothing. */
export const DEFAULT_POLICY: ValidationPolicy = { level: 'standard', customContent: 'allow', stix20: false };

/** Content that the standard deprecates in favour of extension definitions (section 11). */
const CUSTOM_WITHOUT_EXTENSION: ReadonlySet<string> = new Set(['custom-type', 'custom-property', 'custom-extension']);

/** Without a usable type and id an object has no place in a store, whatever the policy. */
const NOT_STORABLE: ReadonlySet<string> = new Set([
  'type-missing',
  'id-missing',
  'type-name',
  'id-type',
  'spec-version',
]);

/** Nor without a version that can be compared, if it has one. */
const NOT_COMPARABLE: ReadonlySet<string> = new Set([
  'identifier-form',
  'timestamp-form',
  'timestamp-calendar',
  'value-type',
  'null-value',
]);

const COMPARED: ReadonlySet<string> = new Set(['/id', '/created', '/modified']);

/** The findings for which a collection with this policy refuses the object. */
export function refuses(findings: readonly Finding[], policy: ValidationPolicy = DEFAULT_POLICY): Finding[] {
  return findings.filter((finding) => isRefused(finding, policy));
}

function isRefused(finding: Finding, { level, customContent }: ValidationPolicy): boolean {
  const ruleLevel = isRuleCode(finding.code) ? RULES[finding.code].level : undefined;
  if (ruleLevel === 'policy' && finding.code !== 'more-errors') return true;
  if (customContent !== 'allow' && CUSTOM_WITHOUT_EXTENSION.has(finding.code)) return true;
  if (level === 'lenient') return isNotStorable(finding);
  if (finding.level === 'error') return true;
  return level === 'strict' && (ruleLevel === 'ambiguous' || CUSTOM_WITHOUT_EXTENSION.has(finding.code));
}

function isNotStorable({ code, pointer }: Finding): boolean {
  return NOT_STORABLE.has(code) || (COMPARED.has(pointer) && NOT_COMPARABLE.has(code));
}
