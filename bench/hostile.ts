// node bench/hostile.ts — what polls take while others attack, against what they take when it is quiet: see docs/performance.md.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Tally } from './hostile-attacker.ts';
import { ATTACKS } from './hostile-attacks.ts';
import { serveExchange, type ServedExchange, type Target } from './hostile-exchange.ts';
import type { Window } from './hostile-pollers.ts';
import { machine, median } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    /** How many windows are measured under each attack, and as many when it is quiet again; the middle one counts. */
    windows: { type: 'string', default: '3' },
    /** The length of a window, in seconds. */
    seconds: { type: 'string', default: '2' },
    /** How many well-behaved pollers there are; each polls up to 25 times a second. */
    pollers: { type: 'string', default: '8' },
    /** How many objects the collection has that they poll. */
    objects: { type: 'string', default: '10000' },
    /** Only attacks with this in their name. */
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});

/** What the pollers saw in several windows: medians of the windows, in milliseconds, and all polls that failed. */
interface Seen {
  readonly p99: number;
  readonly median: number;
  readonly polls: number;
  readonly failures: Readonly<Record<string, number>>;
}

interface Result {
  readonly attack: string;
  readonly quiet: Seen;
  /** While the attack was aimed at another server on this machine, which has the attackers' part in it. */
  readonly elsewhere: Seen;
  readonly attacked: Seen;
  /** p99 under attack by p99 when it was quiet, right before and right after. */
  readonly ratio: number;
  /** The same of the attack that was aimed elsewhere. */
  readonly ratioElsewhere: number;
  /** What the server took of one processor under attack: 1 is all of it. */
  readonly cpu: number;
  /** The memory of all processes of the server at the end of the attack, in bytes. */
  readonly memory: number;
  readonly tally: Tally;
}

/** In milliseconds: an attack that isn't all under way by then is measured as it is. */
const SLOWEST_BEGINNING = 10_000;
const SETTLING = 1_500;
/** It is quiet when the server takes less than this of one processor, which is what the pollers need; or after so many seconds. */
const QUIET = 0.2;
const LONGEST_UNREST = 90;

const exchange = await serveExchange({ pollers: Number(options.pollers), attackers: 4, objects: Number(options.objects) });
const pollers = start('./hostile-pollers.ts', JSON.stringify(exchange.target));
try {
  // The first seconds compile what is called often, and find out that the passwords are right.
  await windowsOf(2);
  const results = await measure(exchange);
  if (options.json) process.stdout.write(`${JSON.stringify({ machine: machine(), options, results })}\n`);
  else tell(results);
} finally {
  pollers.kill();
  await exchange.close();
}

async function measure(exchange: ServedExchange): Promise<Result[]> {
  const results: Result[] = [];
  let before = await windowsOf(Number(options.windows));
  for (const { name } of ATTACKS.filter((attack) => attack.name.includes(options.only))) {
    progress(name);
    const elsewhere = await attackElsewhere(name, exchange.target);
    const { seen: attacked, ...server } = await attack(name, exchange.target, exchange);
    const after = await windowsOf(Number(options.windows));
    const quiet = seenIn([...before, ...after]);
    results.push({ attack: name, quiet, elsewhere, attacked, ratio: attacked.p99 / quiet.p99, ratioElsewhere: elsewhere.p99 / quiet.p99, ...server });
    before = after;
  }
  progress('');
  return results;
}

async function attackElsewhere(name: string, target: Target): Promise<Seen> {
  const decoy = start('./hostile-decoy.ts');
  try {
    const [port] = (await once(decoy, 'message')) as [number];
    return (await attack(name, { ...target, port })).seen;
  } finally {
    decoy.kill('SIGKILL');
  }
}

async function attack(name: string, target: Target, server?: ServedExchange) {
  const attacker = start('./hostile-attacker.ts', name, JSON.stringify(target));
  await Promise.race([once(attacker, 'message'), sleep(SLOWEST_BEGINNING)]);
  const [began, before] = [performance.now(), server?.cpu() ?? Number.NaN];
  const seen = seenIn(await windowsOf(Number(options.windows)));
  const cpu = ((server?.cpu() ?? Number.NaN) - before) / ((performance.now() - began) / 1_000);
  const memory = server?.memory() ?? 0;
  const tally = await end(attacker);
  await sleep(SETTLING);
  if (server !== undefined) await untilQuiet(server);
  return { seen, cpu, memory, tally };
}

// What an attack left to be done isn't part of the quiet.
async function untilQuiet(server: ServedExchange): Promise<void> {
  for (let second = 0; second < LONGEST_UNREST; second += 1) {
    const before = server.cpu();
    await sleep(1_000);
    if (server.cpu() - before < QUIET) return;
  }
}

function start(file: string, ...words: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

async function end(attacker: ChildProcess): Promise<Tally> {
  if (attacker.exitCode !== null || attacker.signalCode !== null) throw new Error('An attacker ended by itself: see what it said above.');
  const exited = once(attacker, 'exit');
  // It has begun by now, or says so before it answers.
  const told = new Promise<Tally>((resolve) => attacker.on('message', (message: Tally | 'begun') => message !== 'begun' && resolve(message)));
  attacker.send('end');
  const tally = await Promise.race([told, sleep(SLOWEST_BEGINNING, {})]);
  attacker.kill('SIGKILL');
  await exited;
  return tally;
}

async function windowsOf(count: number): Promise<Window[]> {
  const windows: Window[] = [];
  for (let window = 0; window < count; window += 1) {
    pollers.send(Number(options.seconds));
    windows.push(((await once(pollers, 'message')) as [Window])[0]);
  }
  return windows;
}

function seenIn(windows: readonly Window[]): Seen {
  const failures: Record<string, number> = {};
  for (const [what, count] of windows.flatMap((window) => Object.entries(window.failures))) failures[what] = (failures[what] ?? 0) + count;
  const sum = windows.reduce((total, { polls }) => total + polls, 0);
  return { p99: median(windows.map(({ p99 }) => p99)), median: median(windows.map((window) => window.median)), polls: sum, failures };
}

function progress(name: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${name}`.padEnd(70));
}

function tell(results: readonly Result[]): void {
  const { processor, cores, node } = machine();
  const lines = [
    `${processor}, ${cores} cores for server, pollers and attackers; Node ${node}; SQLite, ${options.objects} objects`,
    `${options.pollers} pollers; medians of ${options.windows} windows of ${options.seconds} s under attack, with the attack aimed elsewhere, and of those before and after`,
    '',
    `${''.padEnd(58)}${'under attack'.padStart(19)}${'elsewhere'.padStart(19)}${'quiet'.padStart(19)}   times quiet`,
    `${'attack'.padEnd(58)}${'median    p99 ms'.padStart(19).repeat(3)}  attack elsewhere  CPU  failed   memory`,
  ];
  for (const { attack: name, quiet, elsewhere, attacked, ratio, ratioElsewhere, cpu, memory, tally } of results) {
    const failed = Object.values(attacked.failures).reduce((sum, count) => sum + count, 0);
    const times = [attacked, elsewhere, quiet].map((seen) => `${seen.median.toFixed(1).padStart(10)}${seen.p99.toFixed(1).padStart(9)}`);
    const figures = [ratio.toFixed(1).padStart(8), ratioElsewhere.toFixed(1).padStart(10), cpu.toFixed(1).padStart(5), `${failed}`.padStart(8), inMebibytes(memory).padStart(9)];
    lines.push(`${name.padEnd(58)}${[...times, ...figures].join('')}`, `  ${counted(tally)}`);
    if (failed > 0) lines.push(`  failed polls: ${counted(attacked.failures)}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

function counted(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).toSorted(([one], [other]) => one.localeCompare(other)).map(([what, count]) => `${what} ${count}`).join(', ');
}

function inMebibytes(bytes: number): string {
  return bytes === 0 ? 'unknown' : `${Math.round(bytes / 2 ** 20)} MiB`;
}
