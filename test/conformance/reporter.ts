// A jest reporter that writes down which tests hold which requirement of TAXII 2.1, for docs/conformance.ts.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';

/** A test that holds a requirement: its file from the repository's root with `/`, and its full name. */
export interface Evidence {
  readonly file: string;
  readonly test: string;
}

/** The tests of each requirement id, both in order. */
export type ConformanceMap = Readonly<Record<string, readonly Evidence[]>>;

/** What is read of jest's aggregated result; `status` is `passed` for a test that ran and passed. */
export interface TestRun {
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly wasInterrupted: boolean;
  readonly testResults: readonly {
    readonly testFilePath: string;
    readonly testResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

/** What is read of jest's configuration: where the repository is, and all that makes a run leave tests out. */
export interface RunOptions {
  readonly rootDir: string;
  readonly testPathPatterns: { readonly patterns: readonly string[] };
  readonly nonFlagArgs?: readonly string[];
  readonly testNamePattern?: string;
  readonly onlyChanged?: boolean;
  readonly onlyFailures?: boolean;
  readonly findRelatedTests?: boolean;
  readonly runTestsByPath?: boolean;
  readonly shard?: object;
}

const ID = /(?<![\w.-])T-((?:\d+(?:\.\d+)*|B)-)(\d{2})((?:(?:\.\.-|, ?-|\/-)\d{2})*)(?!\d)/g;
const CONTINUATION = /(\.\.|,|\/) ?-(\d{2})/g;

/**
 * Every requirement id in a text, in order. A range `T-3.1-07..-09` stands for its members, a list `T-3.1-07, -09` or
 * `T-3.1-07/-09` for its entries. Ids of other standards, such as `T-20`, have no section and are passed over.
 */
export function requirementIds(text: string): string[] {
  const ids = new Set<string>();
  for (const [, section = '', first = '', continuations = ''] of text.matchAll(ID)) {
    let last = Number(first);
    ids.add(`T-${section}${first}`);
    for (const [, link, number = ''] of continuations.matchAll(CONTINUATION)) {
      const from = link === '..' ? last + 1 : Number(number);
      last = Number(number);
      for (let member = from; member <= last; member += 1) ids.add(`T-${section}${String(member).padStart(2, '0')}`);
    }
  }
  return [...ids];
}

/** Which passed tests of a run name which requirement, in their own title or in one around it. */
export function conformanceMap(run: TestRun, rootDir: string): ConformanceMap {
  const map = new Map<string, Evidence[]>();
  for (const { testFilePath, testResults } of run.testResults) {
    const file = relative(rootDir, testFilePath).split(sep).join('/');
    for (const { ancestorTitles, title, status } of testResults) {
      if (status !== 'passed') continue;
      const test = [...ancestorTitles, title].join(' › ');
      for (const id of requirementIds(test)) map.set(id, [...(map.get(id) ?? []), { file, test }]);
    }
  }
  return Object.fromEntries([...map].toSorted(byKey).map(([id, evidence]) => [id, evidence.toSorted(byPlace)]));
}

/** Why a run says nothing about the whole: what failed, or what left tests out; `undefined` for a full, green run. */
export function whyNotWhole(run: TestRun, options: RunOptions): string | undefined {
  if (run.wasInterrupted) return 'the run was interrupted';
  if (run.numFailedTests + run.numFailedTestSuites > 0) return 'tests failed';
  const paths = [...options.testPathPatterns.patterns, ...(options.nonFlagArgs ?? [])];
  if (paths.length > 0 || options.runTestsByPath) return 'only some test files were run';
  if (options.testNamePattern) return 'only tests with some names were run';
  const isSelection = options.onlyChanged || options.onlyFailures || options.findRelatedTests || options.shard;
  return isSelection ? 'only a selection of tests was run' : undefined;
}

/**
 * Writes the conformance map as JSON to the file that the environment variable LIAISON_CONFORMANCE names; without it,
 * does nothing. After a run that isn't whole and green the file doesn't exist, so that nobody takes an old one for new.
 */
export default class ConformanceReporter {
  readonly #options: RunOptions;
  readonly #target = process.env.LIAISON_CONFORMANCE || undefined;

  constructor(options: RunOptions) {
    this.#options = options;
  }

  /** Called by jest before the first test. */
  onRunStart(): void {
    if (this.#target !== undefined) rmSync(this.#target, { force: true });
  }

  /** Called by jest after the last test. */
  onRunComplete(_contexts: unknown, run: TestRun): void {
    if (this.#target === undefined) return;
    const obstacle = whyNotWhole(run, this.#options);
    if (obstacle === undefined) {
      mkdirSync(dirname(this.#target), { recursive: true });
      writeFileSync(this.#target, `${JSON.stringify(conformanceMap(run, this.#options.rootDir), undefined, 2)}\n`);
    } else {
      process.stderr.write(`The conformance map was not written, because ${obstacle}.\n`);
    }
  }
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return compare(one, other);
}

function byPlace(one: Evidence, other: Evidence): number {
  return compare(one.file, other.file) || compare(one.test, other.test);
}

// By code units, so that the order is the same under every locale.
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
