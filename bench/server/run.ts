// One run of the bench on a store of one size.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Other, Scenario } from './bench.ts';
import { basic, type BenchAccounts } from './catalogue.ts';
import { makeFreshFolder } from './fresh-folder.ts';
import { startLoadGenerator } from './load/generator.ts';
import type { Measurement } from './measurement.ts';
import { isAskedFor, type BenchOptions } from './options.ts';
import { prepareStore, type PreparedStore } from './prepare-store.ts';
import type { MeasuredStore } from './report.ts';
import { mixed } from './scenarios/mixed.ts';
import { readingScenario } from './scenarios/measure-reading.ts';
import { PUBLISH_SCENARIOS } from './scenarios/publish.ts';
import { READ_SCENARIOS } from './scenarios/reading.ts';
import { walk } from './scenarios/walk.ts';
import { serve, type Serving } from './serving.ts';
import { warmUp } from './warm-up.ts';
import { startYardstick } from './yardsticks/yardstick.ts';

/** All scenarios, in the order of the report. */
export const SCENARIOS: readonly Scenario[] = [...READ_SCENARIOS.map(readingScenario), walk, mixed, ...PUBLISH_SCENARIOS];

/** Makes a store, measures what was asked for, and removes the store unless it is to be kept. */
export async function runOn(objects: number, options: BenchOptions, other: Other | undefined, tell: Bench['tell']): Promise<MeasuredStore> {
  const make = (folder: string): Promise<PreparedStore> => {
    tell(`making a store with ${objects.toLocaleString('en')} objects`);
    return prepareStore(join(folder, DATA), objects, options.feed);
  };
  const measure = (folder: string, prepared: PreparedStore): Promise<MeasuredStore> => measureStore(join(folder, DATA), objects, prepared, options, other, tell);
  if (options.keep !== undefined) {
    const folder = join(options.keep, options.feed === undefined ? String(objects) : `${objects}-and-feed`);
    return measure(folder, await keptStore(folder, make));
  }
  const folder = makeFreshFolder();
  try {
    return await measure(folder.path, await make(folder.path));
  } finally {
    folder.remove();
  }
}

/** More than there are seeds in one run. */
const SEEDS = 1_000_000;
/** Of the folder of a store. */
const DATA = 'data';
const PREPARED = 'prepared.json';

/** The store that was made there earlier; else it is made. */
async function keptStore(folder: string, make: (folder: string) => Promise<PreparedStore>): Promise<PreparedStore> {
  const file = join(folder, PREPARED);
  const isThere = existsSync(file);
  // What is there without this file wasn't finished.
  if (!isThere) rmSync(join(folder, DATA), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const prepared = isThere ? (JSON.parse(readFileSync(file, 'utf8')) as PreparedStore) : await make(folder);
  // There are passwords in it.
  writeFileSync(file, JSON.stringify({ ...prepared, measured: prepared.measured + 1 }), { mode: 0o600 });
  return prepared;
}

async function measureStore(data: string, objects: number, prepared: PreparedStore, options: BenchOptions, other: Other | undefined, tell: Bench['tell']): Promise<MeasuredStore> {
  const server = await serve(data, { words: options.serve });
  try {
    await signIn(server, prepared.accounts);
    const measurements = await measureOn(server, prepared, options, other, tell);
    return { objects, startTime: server.startTime, disk: prepared.disk, json: prepared.json, measurements };
  } finally {
    await server.stop();
  }
}

async function measureOn(
  server: Serving,
  { accounts, bulk, feed, measured }: PreparedStore,
  options: BenchOptions,
  other: Other | undefined,
  tell: Bench['tell'],
): Promise<Measurement[]> {
  const { origin, pid } = server;
  const yardsticks = { express: await startYardstick('express'), http: await startYardstick('http') };
  const generators = [startLoadGenerator(), startLoadGenerator()] as const;
  const liaison = { name: 'liaison', origin, pid, readers: accounts.readers.map(basic), publishers: accounts.publishers.map(basic) } as const;
  const bench: Bench = { options, liaison, bulk, firstSeed: SEEDS * measured, yardsticks, generators, tell, ...(feed && { feed }), ...(other && { other }) };
  try {
    await warmUp(bench);
    const measurements: Measurement[] = [];
    for (const scenario of SCENARIOS) {
      if (isAskedFor(scenario.name, options)) measurements.push(...(await scenario.run(bench)));
    }
    return measurements;
  } finally {
    for (const generator of generators) generator.close();
    for (const yardstick of Object.values(yardsticks)) yardstick.stop();
  }
}

// One after the other: a password takes 40 ms of a core the first time, and is remembered from then on.
async function signIn({ origin }: Serving, { publishers, readers }: BenchAccounts): Promise<void> {
  for (const account of [...publishers, ...readers]) {
    const response = await fetch(`${origin}/taxii2/`, { headers: { authorization: basic(account) } });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${account.name} was answered ${response.status}`);
  }
}
