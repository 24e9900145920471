// The configuration file: YAML, each value with its line.
import { readFileSync } from 'node:fs';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { offsetOf } from '../collections/catalogue/offset.ts';
import { checkConfiguration, checkDocument } from '../schemas/configuration/check.ts';
import type { ConfigurationDocument } from '../schemas/configuration/configuration.ts';
import type { ConfigurationPath } from '../schemas/configuration/fault.ts';
import { ConfigurationFailure, type LocatedFault } from './configuration-failure.ts';
import { CommandFailure } from './failure.ts';

/** A configuration file without faults. */
export interface ConfigurationFile {
  /** As it was named. */
  readonly file: string;
  readonly document: ConfigurationDocument;
  /** The line of a setting, counted from 1. */
  lineOf(path: ConfigurationPath): number;
}

/**
 * Reads a configuration file.
 * @throws {CommandFailure} when it can't be read
 * @throws {ConfigurationFailure} with everything that is wrong in it
 */
export function readConfigurationFile(file: string): ConfigurationFile {
  const lines = new LineCounter();
  const parsed = parseYaml(readText(file), file, lines);
  const lineOf = (path: ConfigurationPath): number => lineAt(lines, offsetOf(parsed, path));
  const value = valueOf(parsed, file);
  const faults = checkConfiguration(value);
  const all = faults.length > 0 ? faults : checkDocument(value as ConfigurationDocument);
  if (all.length > 0) {
    const located = all.map((fault): LocatedFault => ({ ...fault, source: file, line: lineOf(fault.path) }));
    throw new ConfigurationFailure(located.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)));
  }
  return { file, document: value as ConfigurationDocument, lineOf };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`The configuration file ${file} can't be read (${code}).`, { cause: error });
  }
}

function parseYaml(text: string, file: string, lines: LineCounter): Document {
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, schema: 'core' });
  // What follows a first error is mostly its consequence.
  const [first] = [...document.errors, ...document.warnings];
  if (first === undefined) return document;
  const message =
    first.code === 'DUPLICATE_KEY'
      ? `the key "${/^[^\s:]*/.exec(text.slice(first.pos[0]))?.[0]}" is there twice`
      : `is not YAML: ${first.message}`;
  throw new ConfigurationFailure([{ source: file, line: lineAt(lines, first.pos[0]), path: [], message }]);
}

// An empty file, or one of comments only, says nothing.
function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message = 'has a YAML alias, for which a configuration has no use';
    throw new ConfigurationFailure([{ source: file, line: 1, path: [], message }], { cause: error });
  }
}

function lineAt(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}
