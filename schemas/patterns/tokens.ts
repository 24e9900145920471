// The tokens of STIX patterning (STIX 2.1, section 9) and the lexer that finds them.

import { createToken, Lexer } from 'chevrotain';
import type { ITokenConfig, TokenType } from 'chevrotain';

const vocabulary: TokenType[] = [];

function token(config: ITokenConfig): TokenType {
  const type = createToken(config);
  vocabulary.push(type);
  return type;
}

/** A family of tokens: the grammar asks for the family, the text holds one of its members. */
function family(name: string, categories: TokenType[] = []): TokenType {
  return token({ name, pattern: Lexer.NA, categories });
}

/** `=` and `!=` in each of their spellings; any constant may follow. */
export const EqualityOperator = family('EqualityOperator');
/** `<`, `<=`, `>` and `>=`; a constant that has an order must follow. */
export const OrderOperator = family('OrderOperator');
/** LIKE, MATCHES, ISSUBSET and ISSUPERSET; a text constant must follow. */
export const MatchOperator = family('MatchOperator');
/** Every constant. */
export const Constant = family('Constant');
/** Every constant but `true` and `false`. */
export const OrderedConstant = family('OrderedConstant', [Constant]);
/** What can name an object type: a name, with hyphens or without. */
export const ObjectType = family('ObjectType');
/** What can name a property: a name without hyphens, or any text in quotes. */
export const PropertyName = family('PropertyName');
/** What can stand in brackets behind a property: a whole number or `*`. */
export const Index = family('Index');
/** A number without a minus sign: the seconds of WITHIN. */
export const Duration = family('Duration');
/** What can be neither an object type nor an unquoted path step. */
export const Keyword = family('Keyword');

/** Name of the token group that keeps comments beside the token stream. */
export const COMMENTS = 'comments';

// The first class is a plain ASCII one because the lexer walks such classes without a regular expression; the second
// holds the rest of Unicode's White_Space.
token({ name: 'Blank', pattern: /[ \t\r\n]+/, group: Lexer.SKIPPED });
token({
  name: 'UnicodeBlank',
  pattern: /[\v\f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/,
  group: Lexer.SKIPPED,
});
token({ name: 'Comment', pattern: /\/\*[^]*?\*\/|\/\/[^\r\n]*/, group: COMMENTS });

export const OpeningBracket = token({ name: 'OpeningBracket', pattern: '[' });
export const ClosingBracket = token({ name: 'ClosingBracket', pattern: ']' });
export const OpeningParenthesis = token({ name: 'OpeningParenthesis', pattern: '(' });
export const ClosingParenthesis = token({ name: 'ClosingParenthesis', pattern: ')' });
export const Comma = token({ name: 'Comma', pattern: ',' });
export const Colon = token({ name: 'Colon', pattern: ':' });
export const AnyIndex = token({ name: 'AnyIndex', pattern: '*', categories: [Index] });

token({ name: 'DoubleEquals', pattern: '==', categories: [EqualityOperator] });
token({ name: 'Equals', pattern: '=', categories: [EqualityOperator] });
token({ name: 'NotEquals', pattern: '!=', categories: [EqualityOperator] });
token({ name: 'LessOrGreater', pattern: '<>', categories: [EqualityOperator] });
token({ name: 'LessOrEqual', pattern: '<=', categories: [OrderOperator] });
token({ name: 'Less', pattern: '<', categories: [OrderOperator] });
token({ name: 'GreaterOrEqual', pattern: '>=', categories: [OrderOperator] });
token({ name: 'Greater', pattern: '>', categories: [OrderOperator] });

// Strict forms stand before the malformed ones: the first that matches is taken. No two neighbouring parts of an
// expression can match the same character, so that none of them takes more than linear time.
export const Text = token({
  name: 'Text',
  pattern: /'[^'\\]*(?:\\['\\][^'\\]*)*'/,
  categories: [OrderedConstant, PropertyName],
});
export const Hex = token({ name: 'Hex', pattern: /h'(?:[0-9a-fA-F]{2})*'/, categories: [OrderedConstant] });
export const Binary = token({
  name: 'Binary',
  pattern: binaryPattern(),
  categories: [OrderedConstant],
});
export const Timestamp = token({
  name: 'Timestamp',
  pattern:
    /t'\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?Z'/,
  categories: [OrderedConstant],
});

// What the lexer can delimit but the grammar never takes: these only carry a better explanation.
// An unclosed text swallows the rest, or else every later quote would start the same search again.
export const MalformedText = token({ name: 'MalformedText', pattern: /'[^]*/ });
export const MalformedComment = token({ name: 'MalformedComment', pattern: /\/\*[^]*/ });
export const MalformedHex = token({ name: 'MalformedHex', pattern: /h'[^']*'/ });
export const MalformedBinary = token({ name: 'MalformedBinary', pattern: /b'[^']*'/ });
export const MalformedTimestamp = token({ name: 'MalformedTimestamp', pattern: /t'[^']*'/ });
export const MalformedNumber = token({
  name: 'MalformedNumber',
  pattern: /[+-]?(?:0\d+(?![\d.])|\d+\.(?!\d)|(?:\d+(?:\.\d+)?|\.\d+)[eE][+-]?\d+)/,
});

export const NegativeFloat = token({ name: 'NegativeFloat', pattern: /-\d*\.\d+/, categories: [OrderedConstant] });
export const UnsignedFloat = token({
  name: 'UnsignedFloat',
  pattern: /\+?\d*\.\d+/,
  categories: [OrderedConstant, Duration],
});
token({ name: 'NegativeInteger', pattern: /-(?:0|[1-9]\d*)/, categories: [OrderedConstant, Index] });
export const UnsignedInteger = token({
  name: 'UnsignedInteger',
  pattern: /\+?(?:0|[1-9]\d*)/,
  categories: [OrderedConstant, Duration, Index],
});

export const Dot = token({ name: 'Dot', pattern: '.' });

/** A name with a hyphen: an object type, never an unquoted path step. Before the keywords, since `AND-x` is one. */
export const HyphenatedName = token({
  name: 'HyphenatedName',
  pattern: /[A-Za-z_][A-Za-z0-9_]*-[A-Za-z0-9_-]*/,
  categories: [ObjectType],
});
/** A name without a hyphen: an object type or a path step. */
export const Name = createToken({
  name: 'Name',
  pattern: /[A-Za-z_][A-Za-z0-9_]*/,
  categories: [ObjectType, PropertyName],
});

const keywords = new Set<string>();

function keyword(word: string, categories: TokenType[] = []): TokenType {
  keywords.add(word);
  return token({ name: word, pattern: new RegExp(word), longer_alt: Name, categories: [Keyword, ...categories] });
}

export const And = keyword('AND');
export const Or = keyword('OR');
export const Not = keyword('NOT');
export const FollowedBy = keyword('FOLLOWEDBY');
export const Exists = keyword('EXISTS');
export const In = keyword('IN');
export const Start = keyword('START');
export const Stop = keyword('STOP');
export const Within = keyword('WITHIN');
export const Seconds = keyword('SECONDS');
export const Repeats = keyword('REPEATS');
export const Times = keyword('TIMES');
keyword('LAST');
export const True = keyword('true', [Constant]);
export const False = keyword('false', [Constant]);
keyword('LIKE', [MatchOperator]);
keyword('MATCHES', [MatchOperator]);
keyword('ISSUBSET', [MatchOperator]);
keyword('ISSUPERSET', [MatchOperator]);
vocabulary.push(Name);

/** Words that can be neither an object type nor an unquoted path step. */
export const KEYWORDS: ReadonlySet<string> = keywords;

/** All token types, in the order in which they are tried. */
export const TOKENS: readonly TokenType[] = vocabulary;

/**
 * Cuts a pattern into tokens with offsets in UTF-16 code units. It stops at the first character that begins no token,
 * because going on would search the rest once per character.
 */
export const patternLexer: Lexer = createLexer(true);

/** A new lexer; without `skipValidations` the token definitions are checked first, which a test does. */
export function createLexer(skipValidations: boolean): Lexer {
  return new Lexer(vocabulary, {
    positionTracking: 'onlyOffset',
    ensureOptimizations: true,
    recoveryEnabled: false,
    skipValidations,
  });
}

// Line feeds may stand anywhere inside (STIX 2.1, 9.2), so that the groups of four are spelled with them.
function binaryPattern(): RegExp {
  const digit = '[A-Za-z0-9+/][\\r\\n]*';
  const full = `(?:${digit}){4}`;
  const padded = `(?:${digit}){2}(?:=[\\r\\n]*=|${digit}=)[\\r\\n]*`;
  return new RegExp(`b'[\\r\\n]*(?:(?:${full})+(?:${padded})?|${padded})'`);
}
