// "Did you mean": the known word that a misspelt one is nearest to.

/**
 * A hint to put behind a complaint about a word: `; did you mean "kaspersky"?`, or nothing when no candidate is near,
 * that is, reached by changing at most a third of the letters.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let fewest = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const edits = editsBetween(word, candidate);
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best === undefined ? '' : `; did you mean ${JSON.stringify(best)}?`;
}

// Levenshtein distance in which two swapped neighbours count once (optimal string alignment), over rows of a table.
function editsBetween(word: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= word.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replace = at(last, column - 1) + (word[row - 1] === other[column - 1] ? 0 : 1);
      const isSwap = word[row - 1] === other[column - 2] && word[row - 2] === other[column - 1];
      const swap = isSwap ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replace, swap, at(last, column) + 1, at(current, column - 1) + 1));
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
