// node test/interop/differential/run.ts — holds Liaison's validator against those of two Python packages.
// LIAISON_FEED names a STIX 2.1 bundle to compare on as well; without it the sample bundle serves.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainFinding } from '../../../schemas/finding.ts';
import { checkObject } from '../../../schemas/stix/check-object.ts';
import type { JsonObject } from '../../../schemas/stix/json.ts';
import { refuses } from '../../../schemas/stix/policy.ts';
import { preparePython } from '../python.ts';
import {
  disagreementsOn,
  explanationOf,
  type Disagreement,
  type Explanation,
  type Verdicts,
} from './disagreements.ts';
import { generateSamples, type Sample } from './generate.ts';

const COMPARE = fileURLToPath(new URL('compare.py', import.meta.url));
const LONGEST_RUN_MILLISECONDS = 300_000;
const MOST_VERDICTS_BYTES = 256 * 1024 * 1024;
const MOST_REFUSED_SHOWN = 20;

/** The explanations, in the order in which they are tried. */
export const EXPLANATIONS: readonly Explanation[] = JSON.parse(
  readFileSync(new URL('explained.json', import.meta.url), 'utf8'),
) as Explanation[];

/**
 * Compares on generated objects and on a feed, and prints a summary.
 * @param python an interpreter with both packages
 * @param feed path of a bundle
 * @returns whether every disagreement is explained, and no object made to be valid is refused
 */
export function compareValidators(python: string, feed: string): boolean {
  const samples = [...generateSamples(), ...samplesOf(feed)];
  const verdicts = verdictsOn(samples, python);
  const disagreements = samples.flatMap((sample, index) => disagreementsOn(sample, verdictAt(verdicts, index)));
  const groups = Map.groupBy(disagreements, (disagreement) => explanationOf(disagreement, EXPLANATIONS));
  const refused = samples.filter(({ isValid }, index) => isValid && verdictAt(verdicts, index).liaison.length > 0);
  const unexplained = groups.get(undefined) ?? [];
  printSummary(samples.length, new Set(disagreements.map(({ sample }) => sample)).size, groups);
  for (const { name, object } of refused.slice(0, MOST_REFUSED_SHOWN)) {
    print(`Refused, but made to be valid: ${name}`, object);
  }
  printUnexplained(unexplained);
  return unexplained.length === 0 && refused.length === 0;
}

function samplesOf(feed: string): Sample[] {
  const { objects } = JSON.parse(readFileSync(feed, 'utf8')) as { objects: JsonObject[] };
  return objects.map((object) => ({ name: `feed ${String(object.id)}`, isValid: true, object }));
}

function verdictsOn(samples: readonly Sample[], python: string): Verdicts[] {
  const { status, error, stdout, stderr } = spawnSync(python, [COMPARE], {
    input: samples.map(({ object }) => `${JSON.stringify(object)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: MOST_VERDICTS_BYTES,
    timeout: LONGEST_RUN_MILLISECONDS,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`compare.py ended with ${status}:\n${stderr}`);
  const lines = stdout.trimEnd().split('\n');
  if (lines.length !== samples.length) throw new Error(`compare.py told ${lines.length} of ${samples.length} verdicts`);
  return samples.map(({ object }, index) => {
    const findings = checkObject(object);
    return {
      liaison: refuses(findings),
      found: new Set(findings.map(({ code }) => code)),
      others: JSON.parse(lines[index] ?? '') as Verdicts['others'],
    };
  });
}

function verdictAt(verdicts: readonly Verdicts[], index: number): Verdicts {
  const verdict = verdicts[index];
  if (verdict === undefined) throw new Error(`there is no verdict ${index}`);
  return verdict;
}

function printSummary(
  compared: number,
  disagreed: number,
  groups: ReadonlyMap<Explanation | undefined, readonly Disagreement[]>,
): void {
  print(`${compared} objects compared; on ${compared - disagreed} Liaison, stix2-validator and stix2 agree.`);
  for (const explanation of EXPLANATIONS) {
    const count = groups.get(explanation)?.length ?? 0;
    print(`${String(count).padStart(6)}  ${explanation.stricter} is stricter: ${explanation.group}`);
  }
  print(`${String(groups.get(undefined)?.length ?? 0).padStart(6)}  unexplained`);
}

function printUnexplained(disagreements: readonly Disagreement[]): void {
  const groups = Map.groupBy(
    disagreements,
    ({ stricter, than, reason }) => `${stricter} refuses, ${than} takes: ${reason}`,
  );
  for (const [group, [first, ...rest]] of groups) {
    if (first === undefined) continue;
    const { sample, verdicts } = first;
    print(`\nUnexplained: ${group} (${rest.length + 1} times, first on ${sample.name})`, sample.object);
    for (const finding of verdicts.liaison) print(`  Liaison: ${explainFinding(finding)}`);
    for (const [other, messages] of Object.entries(verdicts.others)) {
      for (const message of messages) print(`  ${other}: ${message}`);
    }
  }
}

function print(line: string, object?: JsonObject): void {
  process.stdout.write(`${line}\n${object === undefined ? '' : `  ${JSON.stringify(object)}\n`}`);
}

if (import.meta.main) {
  const sampleBundle = fileURLToPath(new URL('../../../cli/sample/bundle.json', import.meta.url));
  const feed = resolve(process.env['LIAISON_FEED'] ?? sampleBundle);
  process.exitCode = compareValidators(preparePython(), feed) ? 0 : 1;
}
