// npm run bench:soak — ten minutes of life at 80 % of what the server can do: publishers, pollers, deletions, while the
// server is killed, restarted, given other certificates, other credentials, other clocks, and a full disk. Nothing that was
// acknowledged may be lost, no answer may be wrong, and memory has to stay flat. See docs/soak.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { machine } from './measure.ts';
import { percentilesOf } from './server/statistics.ts';
import { makeCertificate, type RenewableCertificate } from './soak/certificates.ts';
import { soakOnFullDisk } from './soak/disk-full.ts';
import { happen, planOf, type Happening } from './soak/events.ts';
import { judgeMemory, type Sample } from './soak/memory.ts';
import { describeSoak, isPassed, type Rates, type SoakReport } from './soak/report.ts';
import { startWorld, type Population, type World } from './soak/world.ts';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
    /** More words for `liaison serve`. */
    serve: { type: 'string', default: '' },
  },
});

/** What share of the capacity is asked for. */
const SHARE = 0.8;
/** What share of the time, and how many milliseconds at most, everybody goes as fast as they can. */
const CALIBRATION = { share: 0.06, most: 40_000 };
/** Requests of everybody that don't count. */
const FIRST = 2;
const SAMPLE_EVERY = 1_000;
/** From here on nothing is restarted, so that memory can be looked at. */
const QUIET_FROM = 0.53;

const POPULATION: Population = {
  publishers: [1, 20, 200, 3_000],
  pollers: [
    { sight: 'red', strategy: 'next', limit: 1_000 },
    { sight: 'red', strategy: 'added_after', limit: 317, gzip: true },
    { sight: 'green', strategy: 'next', limit: 700, gzip: true },
    { sight: 'green', strategy: 'added_after', limit: 1_000 },
  ],
  askers: 6,
};

process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

const folder = mkdtempSync(join(tmpdir(), 'liaison-soak-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const report = await soak(Number(options.minutes) * 60_000);
process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : describeSoak(report));
process.exitCode = isPassed(report) ? 0 : 1;

async function soak(duration: number): Promise<SoakReport> {
  const certificate = makeCertificate(folder);
  const files = certificate === undefined ? [] : ['--tls-cert', certificate.certificate, '--tls-key', certificate.key];
  const more = options.serve.split(/\s+/).filter((word) => word !== '');
  const world = await startWorld(join(folder, 'data'), POPULATION, [...files, ...more], certificate !== undefined);
  const capacity = await calibrate(world, Math.min(CALIBRATION.most, duration * CALIBRATION.share));
  const began = performance.now();
  const before = countsOf(world);
  const samples: Sample[] = [];
  const sampling = setInterval(() => {
    if (!world.server.wasDisruptedSince(performance.now())) samples.push({ at: performance.now() - began, memory: world.server.memory() });
  }, SAMPLE_EVERY);
  const diskFull = soakOnFullDisk(join(folder, 'small'));
  const events = await carryOutPlan(world, certificate, duration, began);
  const load = ratesSince(world, before, began);
  clearInterval(sampling);
  tell('the end: everybody gets what is left');
  const verdict = await world.end();
  return {
    machine: machine(),
    minutes: duration / 60_000,
    isHttps: certificate !== undefined,
    capacity,
    load,
    times: percentilesOf(world.notes.times),
    requests: { answered: world.notes.answered, refused: world.notes.refused, cut: world.notes.cut },
    events,
    verdict,
    faults: world.notes.faults.list,
    errors: world.server.errors,
    memory: judgeMemory(samples.filter(({ at }) => at > duration * QUIET_FROM)),
    diskFull: await diskFull,
  };
}

async function calibrate(world: World, milliseconds: number): Promise<Rates> {
  tell('everybody begins');
  await untilAllHaveBegun(world);
  tell('as fast as everybody can');
  for (const pace of world.paces) pace.measure();
  const before = countsOf(world);
  const began = performance.now();
  await sleep(milliseconds);
  const capacity = ratesSince(world, before, began);
  for (const pace of world.paces) pace.slowDown(SHARE);
  return capacity;
}

// The first answers take longer: passwords are looked at, code is compiled.
async function untilAllHaveBegun({ paces }: World): Promise<void> {
  while (paces.some(({ taken }) => taken() < FIRST)) await sleep(100);
}

async function carryOutPlan(world: World, certificate: RenewableCertificate | undefined, duration: number, began: number): Promise<Happening[]> {
  const events: Happening[] = [];
  for (const { kind, at } of planOf(duration, certificate !== undefined)) {
    await sleep(Math.max(0, began + at - performance.now()));
    tell(kind);
    const since = performance.now();
    await happen(kind, world, certificate, began + duration - since);
    events.push({ kind, at: since - began, took: performance.now() - since });
  }
  await sleep(Math.max(0, began + duration - performance.now()));
  return events;
}

function countsOf({ ledger, notes }: World): Rates {
  return { objects: ledger.acknowledged, requests: notes.answered };
}

function ratesSince(world: World, before: Rates, since: number): Rates {
  const seconds = (performance.now() - since) / 1_000;
  const now = countsOf(world);
  return { objects: (now.objects - before.objects) / seconds, requests: (now.requests - before.requests) / seconds };
}

/** On standard error, for people who wait. */
function tell(what: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`);
}
