// A look at Perl-compatible regular expressions that finds only what no reading can repair: they are never run here.

/**
 * What is clearly broken in a regular expression (PCRE), as the rest of a sentence that begins "the regular
 * expression"; `undefined` when nothing is. One pass; expressions in extended mode, where comments may hold anything,
 * aren't looked at.
 */
export function flawOfExpression(expression: string): string | undefined {
  if (EXTENDED_MODE.test(expression)) return undefined;
  let open = 0;
  let offset = 0;
  while (offset < expression.length) {
    const character = expression[offset];
    if (character === '(') open += 1;
    if (character === ')') open -= 1;
    if (open < 0) return 'has a ) without its (';
    if (character === '\\') {
      offset = endOfEscape(expression, offset);
      if (offset > expression.length) return 'ends in a single backslash';
    } else if (character === '[') {
      offset = endOfClass(expression, offset);
      if (offset > expression.length) return 'has a [ without its ]';
    } else if (expression.startsWith('(?#', offset)) {
      offset = indexOrEnd(expression, ')', offset);
    } else {
      offset += 1;
    }
  }
  return open > 0 ? 'has a ( without its )' : undefined;
}

const EXTENDED_MODE = /\(\?[a-zA-Z^-]*x/;
const POSIX_CLASS = /\[:\^?[a-z]+:\]/y;

// Behind the escaped character, or behind the \E that ends a literal \Q…\E.
function endOfEscape(expression: string, offset: number): number {
  if (expression[offset + 1] !== 'Q') return offset + 2;
  return indexOrEnd(expression, '\\E', offset + 2);
}

// Behind the closing bracket, or beyond the text when there is none. A ] that comes first is a member of the class.
function endOfClass(expression: string, start: number): number {
  let offset = start + (expression[start + 1] === '^' ? 2 : 1);
  if (expression[offset] === ']') offset += 1;
  while (offset < expression.length) {
    if (expression[offset] === ']') return offset + 1;
    POSIX_CLASS.lastIndex = offset;
    if (POSIX_CLASS.test(expression)) offset = POSIX_CLASS.lastIndex;
    else offset = expression[offset] === '\\' ? endOfEscape(expression, offset) : offset + 1;
  }
  return expression.length + 1;
}

function indexOrEnd(expression: string, sought: string, from: number): number {
  const index = expression.indexOf(sought, from);
  return index === -1 ? expression.length : index;
}
