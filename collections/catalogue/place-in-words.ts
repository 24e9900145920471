// Where in a catalogue something is wrong, in words for people who don't have its file before them.
import type { CataloguePath } from '../../schemas/catalogue/fault.ts';
import { pathInWords } from './catalogue-error.ts';

const KINDS: Readonly<Record<string, string>> = { agencies: 'agency', groups: 'group', api_roots: 'API root', collections: 'collection', grants: 'grant', releasability: 'releasability' };
const NAMES = ['title', 'name', 'path', 'marking', 'id'];

/** `agency "Kaspersky", identity `; nothing for the catalogue as a whole. */
export function placeInWords(document: unknown, path: CataloguePath): string {
  const words: string[] = [];
  let here = document;
  let rest = path;
  for (let [list, index] = rest; typeof index === 'number' && KINDS[String(list)] !== undefined; [list, index] = rest) {
    here = (here as Record<string, readonly unknown[]>)[String(list)]?.[index];
    words.push(`${KINDS[String(list)]}${nameOf(here)}`);
    rest = rest.slice(2);
  }
  const place = [...words.slice(-1), ...(rest.length === 0 ? [] : [pathInWords(rest)])].join(', ');
  return place === '' ? '' : `${place} `;
}

function nameOf(entry: unknown): string {
  const members = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
  const name = NAMES.map((key) => members[key]).find((value) => typeof value === 'string' && value.trim() !== '');
  return name === undefined ? '' : ` ${JSON.stringify(name)}`;
}
