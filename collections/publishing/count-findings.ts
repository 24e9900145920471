// How often each kind of finding occurs: what vendors get wrong, in numbers.
import type { Finding } from '../../schemas/finding.ts';
import type { FindingCounts } from '../observer.ts';

/** Counts findings by their code. */
export function countFindings(): { readonly counted: FindingCounts; add(findings: readonly Finding[]): void } {
  const counted: Record<string, number> = {};
  return {
    counted,
    add(findings) {
      for (const { code } of findings) counted[code] = (counted[code] ?? 0) + 1;
    },
  };
}
