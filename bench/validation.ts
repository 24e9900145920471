// node bench/validation.ts — what validation costs, on one core: see docs/performance.md.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from './measure.ts';
import { envelopeOf, syntheticObjects } from './synthetic.ts';
import { sampleMemory, type MemorySample } from './validation-memory.ts';
import { measureSpeed, type Part, type Speed } from './validation-speed.ts';
import { measureWorst, SUSPICIOUS_GROWTH, type WorstCost } from './validation-worst.ts';

const MEMORY_OBJECTS = 2_000_000;
const MEMORY_SECONDS = 90;

/** Of the worst inputs so many are shown, and those that grow too fast. */
const SHOWN_WORST = 40;

const { values: options } = parseArgs({
  options: {
    /** How many synthetic objects are measured. */
    objects: { type: 'string', default: '20000' },
    /** Look at memory over two million objects, instead of at speed. */
    memory: { type: 'boolean', default: false },
    /** Measure the worst inputs, too. */
    worst: { type: 'boolean', default: false },
    /** One JSON document instead of tables. */
    json: { type: 'boolean', default: false },
  },
});

const results = options.memory ? memoryResults() : speedResults(Number(options.objects), options.worst);
if (options.json) print(JSON.stringify({ machine: machine(), ...results }));

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A line of a table, unless a program reads. */
function show(...cells: readonly string[]): void {
  if (!options.json) print(cells.join('  ').trimEnd());
}

function speedResults(objects: number, withWorst: boolean): object {
  showMachine();
  const feed = process.env['LIAISON_FEED'];
  if (feed === undefined) show('LIAISON_FEED names no bundle; only the synthetic mix is measured.');
  const corpora: Speed[] = [];
  if (feed !== undefined) corpora.push(measureSpeed(basename(feed), readFileSync(feed)));
  corpora.push(measureSpeed('synthetic mix', envelopeOf(syntheticObjects(), objects)));
  for (const speed of corpora) showSpeed(speed);
  if (!withWorst) return { corpora };
  const [first] = corpora as [Speed];
  return { corpora, worst: worstResults(1e6 / first.objectsPerSecond / (first.bytesPerObject / 1024), first.corpus) };
}

function showMachine(): void {
  const { processor, cores, node } = machine();
  show(`${processor}, ${cores} cores, of which one is used; Node ${node}`);
}

function showSpeed(speed: Speed): void {
  const { corpus, objects, bytesPerObject, objectsPerSecond, megabytesPerSecond, timesJsonParse, microseconds } = speed;
  const whole = 1e6 / objectsPerSecond;
  show();
  show(`${corpus}: ${objects} objects of ${bytesPerObject.toFixed(0)} bytes`);
  show(
    `  ${objectsPerSecond.toFixed(0)} objects/s, ${megabytesPerSecond.toFixed(1)} MB/s, ` +
      `${timesJsonParse.toFixed(1)} times JSON.parse of the same bytes`,
  );
  for (const [part, time] of Object.entries(microseconds) as [Part, number][]) {
    show(`  ${part.padEnd(16)}`, `${time.toFixed(2).padStart(6)} µs`, `${((100 * time) / whole).toFixed(0).padStart(3)} %`);
  }
}

/** @param usual microseconds that a KiB of the feed takes */
function worstResults(usual: number, corpus: string): WorstCost[] {
  show();
  show(`The worst inputs; a KiB of ${corpus} takes ${usual.toFixed(1)} µs`);
  show('input'.padEnd(52), '    KiB', '      ms', 'times usual', 'growth', 'first finding');
  const costs = measureWorst();
  const isShown = ({ growth = 0 }: WorstCost, rank: number): boolean => rank < SHOWN_WORST || growth > SUSPICIOUS_GROWTH;
  for (const cost of costs.filter(isShown)) {
    const { name, kibibytes, milliseconds, growth = 0, code } = cost;
    const times = (1000 * milliseconds) / kibibytes / usual;
    show(
      name.padEnd(52),
      kibibytes.toFixed(0).padStart(7),
      milliseconds.toFixed(1).padStart(8),
      times.toFixed(1).padStart(11),
      `${growth === 0 ? '-' : growth.toFixed(2)}${growth > SUSPICIOUS_GROWTH ? '!' : ' '}`.padStart(6),
      code,
    );
  }
  show(`${costs.length} inputs were measured; those that aren't shown cost less, and grow no faster than they should.`);
  return costs;
}

function memoryResults(): object {
  showMachine();
  show(' objects', 'heapUsed MiB', ' rss MiB', 'seconds');
  const samples: MemorySample[] = [];
  for (const sample of sampleMemory(MEMORY_OBJECTS, MEMORY_SECONDS)) {
    samples.push(sample);
    const { objects, heapUsed, rss, seconds } = sample;
    show(String(objects).padStart(8), heapUsed.toFixed(0).padStart(12), rss.toFixed(0).padStart(8), seconds.toFixed(1).padStart(7));
  }
  return { memory: samples };
}
