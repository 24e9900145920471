// Language tags (RFC 5646, 2.1), checked for well-formedness, subtag by subtag.

const LONGEST = 250;

const PRIVATE = /^[a-z0-9]{1,8}$/;
const EXTENDED_LANGUAGE = /^[a-z]{3}$/;
const SCRIPT = /^[a-z]{4}$/;
const REGION = /^(?:[a-z]{2}|[0-9]{3})$/;
const VARIANT = /^(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3})$/;
const SINGLETON = /^[0-9a-wy-z]$/;
const EXTENSION = /^[a-z0-9]{2,8}$/;

/** The tags that RFC 5646 keeps although they don't follow its grammar ("irregular"). */
const IRREGULAR = new Set([
  'en-gb-oed',
  'i-ami',
  'i-bnn',
  'i-default',
  'i-enochian',
  'i-hak',
  'i-klingon',
  'i-lux',
  'i-mingo',
  'i-navajo',
  'i-pwn',
  'i-tao',
  'i-tay',
  'i-tsu',
  'sgn-be-fr',
  'sgn-be-nl',
  'sgn-ch-de',
]);

/** Whether the text is a well-formed language tag, in any case of letters. */
export function isLanguageTag(text: string): boolean {
  if (text.length < 2 || text.length > LONGEST) return false;
  const tag = text.toLowerCase();
  const subtags = tag.split('-');
  return subtags[0] === 'x' ? isPrivateUse(subtags, 0) : followsGrammar(subtags) || IRREGULAR.has(tag);
}

// language [-script] [-region] *(-variant) *(-extension) [-privateuse]
function followsGrammar(subtags: readonly string[]): boolean {
  const language = subtags[0] ?? '';
  if (!/^[a-z]{2,8}$/.test(language)) return false;
  let at = 1;
  const take = (form: RegExp, most: number): void => {
    const end = at + most;
    while (at < end && form.test(subtags[at] ?? '')) at += 1;
  };
  if (language.length < 4) take(EXTENDED_LANGUAGE, 3);
  take(SCRIPT, 1);
  take(REGION, 1);
  take(VARIANT, subtags.length);
  while (SINGLETON.test(subtags[at] ?? '')) {
    const singletonAt = at;
    at += 1;
    take(EXTENSION, subtags.length);
    if (at === singletonAt + 1) return false;
  }
  return at === subtags.length || isPrivateUse(subtags, at);
}

function isPrivateUse(subtags: readonly string[], at: number): boolean {
  const own = subtags.slice(at + 1);
  return subtags[at] === 'x' && own.length > 0 && own.every((subtag) => PRIVATE.test(subtag));
}
