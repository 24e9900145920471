// From the text of a catalogue file to a catalogue, or to all that is wrong with it, line by line.
import {
  type Alias,
  type Document,
  LineCounter,
  parseDocument,
  visit,
  type YAMLParseError,
  type YAMLWarning,
} from 'yaml';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { checkCatalogue } from '../../schemas/catalogue/check.ts';
import type { CatalogueDocument } from '../../schemas/catalogue/document.ts';
import { CatalogueError, type LocatedFault } from './catalogue-error.ts';
import { catalogueOf } from './from-document.ts';
import { offsetOf } from './offset.ts';

export { CatalogueError, type LocatedFault } from './catalogue-error.ts';

// A catalogue has few uses for YAML aliases; the limit stops one that unfolds into gigabytes.
const MOST_ALIASES = 100;

/**
 * Reads a catalogue.
 *
 * @param text YAML in the shape of schemas/catalogue/catalogue.schema.json
 * @param file what faults name as the file
 * @throws {CatalogueError} with everything that is wrong
 */
export function readCatalogue(text: string, file: string): Catalogue {
  const lines = new LineCounter();
  const document = parseYaml(text, file, lines);
  const value = valueOf(document, file, lines);
  const faults = checkCatalogue(value).map(({ path, message }): LocatedFault => {
    return { file, line: lineAt(lines, offsetOf(document, path)), path, message };
  });
  if (faults.length > 0) throw new CatalogueError(faults);
  return catalogueOf(value as CatalogueDocument);
}

function parseYaml(text: string, file: string, lines: LineCounter): Document {
  const options = { lineCounter: lines, prettyErrors: false, stringKeys: true, schema: 'core' } as const;
  const document = parseDocument(text, options);
  const faults = [...document.errors, ...document.warnings].filter(isTelling).map((error): LocatedFault => {
    return { file, line: lineAt(lines, error.pos[0]), path: [], message: inWords(error, text) };
  });
  if (faults.length > 0) throw new CatalogueError(faults);
  return document;
}

// Most of what follows a first error is its consequence; a key that is there twice has none.
function isTelling({ code }: YAMLParseError | YAMLWarning, index: number): boolean {
  return index === 0 || code === 'DUPLICATE_KEY';
}

function valueOf(document: Document, file: string, lines: LineCounter): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    // Fails with a TypeError when an alias stands inside what it stands for, which nothing after this is ready for.
    JSON.stringify(value);
    return value;
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof TypeError)) throw error;
    const message = 'has a YAML alias that has no anchor before it, contains itself, or unfolds too far';
    const fault = { file, line: lineAt(lines, firstAlias(document)), path: [], message };
    throw new CatalogueError([fault], { cause: error });
  }
}

// The alias without an anchor, else the first one.
function firstAlias(document: Document): number {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_key, alias) => void aliases.push(alias) });
  const found = aliases.find((alias) => alias.resolve(document) === undefined) ?? aliases[0];
  return found?.range?.[0] ?? 0;
}

function inWords({ code, message, pos }: YAMLParseError | YAMLWarning, text: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return `the key "${/^[^\s:]*/.exec(text.slice(pos[0]))?.[0]}" is there twice`;
    case 'MULTIPLE_DOCS':
      return 'a second YAML document begins here ("---"); a catalogue is one';
    case 'RESOURCE_EXHAUSTION':
      return 'is nested too deep for a catalogue';
    case 'TAB_AS_INDENT':
      return 'is indented with a tab; YAML wants spaces';
    default:
      return `is not YAML: ${message}`;
  }
}

function lineAt(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}
