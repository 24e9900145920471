// JSON texts that RFC 8259 takes or refuses, by what they are about; each stands for a value anywhere in a text.

/** What is about the texts, then the texts. Strings are UTF-8; what can't be written as a string is bytes. */
export type JsonTexts = readonly [about: string, texts: readonly (string | readonly number[])[]];

const QUOTE = 0x22;

/** A string of these bytes. */
const quoted = (...bytes: number[]): number[] => [QUOTE, ...bytes, QUOTE];

/** RFC 8259 has a grammar for these. */
export const VALID: readonly JsonTexts[] = [
  ['literals', ['true', 'false', 'null']],
  ['integers', ['0', '-0', '7', '-7', '10', '1234567890', '9007199254740993', `1${'0'.repeat(400)}`]],
  ['fractions', ['0.5', '-0.0', '1.0', '3.14159', '10.01', `0.${'3'.repeat(100)}`]],
  ['exponents', ['1e5', '1E5', '1e+5', '1e-5', '0e0', '0E0', '-1.5E+07', '0.5e1', '1e00001']],
  ['exponents beyond those of doubles', ['1e400', '-1e400', '1e-400', '1e99999999999']],
  ['empty strings, lists and objects', ['""', '[]', '{}', '[[]]', '[{}]', '{"a":{}}', '{"":""}']],
  ['short escapes', [String.raw`"\"\\\/\b\f\n\r\t"`, String.raw`"\\\\"`, String.raw`"\\\""`, String.raw`"a\\"`]],
  ['escaped characters', [String.raw`"\u0000"`, String.raw`"\u00e9\u00E9"`, String.raw`"\uFFFF\uabCD"`]],
  ['escaped surrogates', [String.raw`"\ud83d\ude00"`, String.raw`"\ud800"`, String.raw`"\udc00\ud800"`]],
  ['characters of every length', ['"é"', '"水"', '"😀"', '"\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}"']],
  ['characters that look like others', ['"\u2028\u2029"', '"\ufeff"', '"\u00a0"', '"\ufffd"']],
  ['brackets and commas in strings', ['"[{]},:"', '{"}":"{"}', '["],"]', '"// no comment"']],
  ['white space', [' 1 ', '\t[\n1\r,\r\n2 ]', '{ "a" : 1 , "b" : [ ] }', '[ ]', '{\n}', '\n\n\n""\n']],
  [
    'names',
    ['{"__proto__":1}', '{"constructor":{}}', '{"objects":[1]}', '[{"a":1,"a":2}]', '{"\\u0061":1}', '{" ":0}'],
  ],
  ['nesting', ['[[[[[[[[1]]]]]]]]', '{"a":{"a":{"a":[{"a":[]}]}}}', `${'['.repeat(90)}${']'.repeat(90)}`]],
  ['long lists', [`[${Array.from({ length: 300 }, (_, index) => index).join(',')}]`]],
];

/** RFC 8259 has no grammar for these. */
export const INVALID: readonly JsonTexts[] = [
  ['nothing', ['', ' ', '\n\t\r ']],
  [
    'literals',
    ['True', 'NULL', 'nul', 'nulll', 'truefalse', 'undefined', 'NaN', 'Infinity', '-Infinity', 'nan', 't', 'tru'],
  ],
  ['literals with something in them', ['t rue', 'nu"l', 'fals\\e', 'n\null', 'tr1e', 'true1', 'truE']],
  ['integers', ['00', '01', '-01', '-', '--1', '+1', '1-', '1+2', '- 1', '0x1F', '1_000', '1a', 'a1', '0b1']],
  ['digits of other scripts', ['１', '٣', '0１', '1٣', '-１']],
  ['fractions', ['.5', '1.', '-.5', '1..2', '1.2.3', '0.', '1. 5', '1 .5', '.', '-.', '1,5', '1.e5', '1.-5']],
  ['exponents', ['1e', '1e+', '1E-', '1e5.5', '1ee5', 'e5', '1e 5', '1e+-5', '1e5e5', '0e', '1e1_0', '.e1']],
  ['control characters', ['"\u0000"', '"\u001f"', '"\n"', '"\t"', '"a\rb"', '{"\n":1}', '"\\\n"']],
  [
    'short escapes',
    [String.raw`"\a"`, String.raw`"\'"`, String.raw`"\0"`, String.raw`"\x41"`, String.raw`"\ "`, '"\\é"'],
  ],
  ['escaped characters', [String.raw`"\u"`, String.raw`"\u12"`, String.raw`"\u123"`, String.raw`"\u123g"`]],
  [
    'escaped characters in other notations',
    [String.raw`"\U0041"`, String.raw`"\u{41}"`, String.raw`"\u 041"`, String.raw`"\u+041"`],
  ],
  ['strings that do not end', ['"', '"a', '"\\"', '"\\', '"\\u', '"\\u00', '["', '{"a', '"😀']],
  ['other quotes', ["'a'", '`a`', '“a”', '«a»', "[''']", '"a', 'a"']],
  ['strings that end too early', ['"a"b"', '"a""b"', '"a" "b"', '""""', '"\\\\""']],
  ['lists that do not end', ['[', '[1', '[1,', '[[', '[[]', '[}', '[1}', '[{', '["a"', '[1,[2]']],
  [
    'lists with too much or too little',
    ['[,]', '[1,]', '[,1]', '[1,,2]', '[1 2]', '[1;2]', '["a":1]', '[1:2]', ']', '[]]', '[1]]'],
  ],
  ['objects that do not end', ['{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{]', '{"a":1]', '{"a":{}', '{"a":[}']],
  [
    'objects with too much or too little',
    ['{,}', '{"a":1,}', '{,"a":1}', '{"a":1,,"b":2}', '{"a":1 "b":2}', '}', '{}}', '{"a"}'],
  ],
  ['members', ['{"a":}', '{:1}', '{"a"::1}', '{"a" 1}', '{"a",1}', '{"a":1:2}', '{"a":1,"b"}', '{"a";1}', '{"a"=1}']],
  ['names', ['{a:1}', "{'a':1}", '{1:1}', '{null:1}', '{[]:1}', '{{}:1}', '{"a":1,b:2}', '{true:1}', '{"a":1,2}']],
  ['comments', ['// a\n1', '1 // a', '/* a */1', '[1/* a */]', '# a\n1', '{"a":/**/1}', '[1,//\n2]']],
  [
    'white space that is none',
    ['\u00a01', '\u20281', '\u000b1', '\u000c1', '1\u0000', '\u0085[]', '[\u00a0]', '\u30001', '\b1'],
  ],
  ['more than one value', ['1 2', 'true false', '{} {}', '[] []', '"" ""', '1,2', '{},', '[]"', '{}x', 'null\u0000']],
  [
    'text before or after',
    ['x1', 'callback({})', ';{}', '{};', ")]}',\n{}", '<html>', '{}\u001a', '\ufeff{}', '{}\ufeff', '\ufeff'],
  ],
  [
    'bytes that no character begins with',
    [quoted(0x80), quoted(0xbf), quoted(0xc0), quoted(0xc1), quoted(0xf5), quoted(0xff)],
  ],
  [
    'characters cut short',
    [quoted(0xc3), quoted(0xe2, 0x82), quoted(0xf0, 0x9f, 0x98), [QUOTE, 0xc3], [QUOTE, 0xf0, 0x9f], [0xc3]],
  ],
  [
    'characters with too many bytes',
    [quoted(0xc3, 0xa9, 0xa9), quoted(0xe2, 0x82, 0xac, 0x82), quoted(0xfb, 0x80, 0x80, 0x80, 0x80)],
  ],
  [
    'overlong characters',
    [quoted(0xc0, 0xaf), quoted(0xc1, 0xbf), quoted(0xe0, 0x9f, 0xbf), quoted(0xf0, 0x8f, 0xbf, 0xbf)],
  ],
  [
    'surrogates as bytes',
    [quoted(0xed, 0xa0, 0x80), quoted(0xed, 0xbf, 0xbf), quoted(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80)],
  ],
  ['characters above U+10FFFF', [quoted(0xf4, 0x90, 0x80, 0x80), quoted(0xf7, 0xbf, 0xbf, 0xbf)]],
  [
    'other encodings',
    [[0xff, 0xfe, 0x31, 0], [0xfe, 0xff, 0, 0x31], [0x31, 0], [0, 0x31], [0, 0, 0, 0x31], quoted(0xe9)],
  ],
];

/** The bytes of a text. */
export function bytesOf(text: string | readonly number[]): Buffer {
  return Buffer.from(text as string);
}
