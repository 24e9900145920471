// What came of copying a store, told.
import type { CopyOutcome } from '../collections/storage/copy.ts';
import type { PartDigest } from '../collections/storage/digest.ts';

/** The two places, for people. */
export interface CopyNames {
  readonly from: string;
  readonly to: string;
}

/** What each part of the copy holds, with its digest; then the digest of everything, if it is the same in both places. */
export function describeCopy({ copy, differences }: CopyOutcome, { from, to }: CopyNames): string {
  const rows = copy.parts.map((part) => [nameOf(part), countOf(part.count), part.sha256] as const);
  const [names, counts] = [Math.max(...rows.map(([name]) => name.length)), Math.max(...rows.map(([, count]) => count.length))];
  const lines = rows.map(([name, count, sha256]) => `${name.padEnd(names)}  ${count.padStart(counts)}  ${sha256}\n`);
  if (differences.length > 0) return lines.join('');
  const total = copy.parts.reduce((sum, { count }) => sum + count, 0);
  return `${lines.join('')}Copied ${from} to ${to}: ${countOf(total)} records, the same in both. SHA-256 ${copy.sha256}\n`;
}

/** One JSON document. */
export function describeCopyForPrograms({ source, copy, differences }: CopyOutcome, { from, to }: CopyNames): string {
  return `${JSON.stringify({ from, to, complete: differences.length === 0, source, copy, differences })}\n`;
}

/** Which parts are not the same, how many records they have, and what to do. */
export function describeDifferences({ differences }: CopyOutcome): string {
  const parts = differences.map(({ source, copy }) => {
    const counts = `${countOf(source?.count ?? 0)} in the source, ${countOf(copy?.count ?? 0)} in the copy`;
    return `  ${nameOf(source ?? copy)}: ${counts}${source?.count === copy?.count ? ', with other content' : ''}\n`;
  });
  return (
    `The copy is not the same as its source, and can't be used:\n${parts.join('')}` +
    'If a server works on the source, or another copy runs, end that. Then run the command again: it puts right what differs.'
  );
}

function nameOf(part: PartDigest | undefined): string {
  return part?.id === undefined ? (part?.part ?? '') : `${part.part} ${part.id}`;
}

function countOf(count: number): string {
  return count.toLocaleString('en');
}
