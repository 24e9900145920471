// node bench/hostile.ts — what polls take while others attack, against what they take when it is quiet: see docs/performance.md.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Tally } from './hostile-attacker.ts';
import { ATTACKS } from './hostile-attacks.ts';
import { serveExchange, type ServedExchange } from './hostile-exchange.ts';
import type { Window } from './hostile-pollers.ts';
import { machine, median } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    /** How many windows are measured under each attack, and as many when it is quiet again; the middle one counts. */
    windows: { type: 'string', default: '5' },
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
  readonly attacked: Seen;
  /** p99 under attack by p99 when it was quiet, right before and right after. */
  readonly ratio: number;
  /** The memory of all processes of the server at the end of the attack, in bytes. */
  readonly memory: number;
  readonly tally: Tally;
}

/** In milliseconds: an attack that isn't all under way by then is measured as it is. */
const SLOWEST_BEGINNING = 10_000;
const SETTLING = 1_500;

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

async function measure({ target, memory }: ServedExchange): Promise<Result[]> {
  const results: Result[] = [];
  let before = await windowsOf(Number(options.windows));
  for (const { name } of ATTACKS.filter((attack) => attack.name.includes(options.only))) {
    progress(name);
    const attacker = start('./hostile-attacker.ts', name, JSON.stringify(target));
    await Promise.race([once(attacker, 'message'), sleep(SLOWEST_BEGINNING)]);
    const during = await windowsOf(Number(options.windows));
    const held = memory();
    const tally = await end(attacker);
    await sleep(SETTLING);
    const after = await windowsOf(Number(options.windows));
    const [quiet, attacked] = [seenIn([...before, ...after]), seenIn(during)];
    results.push({ attack: name, quiet, attacked, ratio: attacked.p99 / quiet.p99, memory: held, tally });
    before = after;
  }
  progress('');
  return results;
}

function start(file: string, ...words: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

async function end(attacker: ChildProcess): Promise<Tally> {
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
    `${options.pollers} pollers; medians of ${options.windows} windows of ${options.seconds} s under attack, and of those before and after`,
    '',
    `${'attack'.padEnd(58)}${'p99'.padStart(9)}${'quiet p99'.padStart(11)}  ratio${'median'.padStart(9)}${'quiet'.padStart(8)}${'failed'.padStart(8)}${'memory'.padStart(10)}`,
  ];
  for (const { attack, quiet, attacked, ratio, memory, tally } of results) {
    const failed = Object.values(attacked.failures).reduce((sum, count) => sum + count, 0);
    const figures = [`${attacked.p99.toFixed(1)} ms`.padStart(9), `${quiet.p99.toFixed(1)} ms`.padStart(11), ratio.toFixed(1).padStart(7), attacked.median.toFixed(1).padStart(9), quiet.median.toFixed(1).padStart(8), `${failed}`.padStart(8), inMebibytes(memory).padStart(10)];
    lines.push(`${attack.padEnd(58)}${figures.join('')}`, `  ${counted(tally)}`);
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
