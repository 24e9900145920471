// Engines as processes: none is left behind, none is ended while it is needed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFerretdb } from './engine-process.ts';
import { eventually, isRunning, makeFolder, scriptWords, writeProgram } from './scripts.ts';

const SAYS_ITS_PLACE = 'echo mongodb://127.0.0.1:1234/';
const STAYS = 'exec sleep 60';

let folder: string;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

const engineThat = (...lines: string[]): string => writeProgram(folder, 'engine', ['echo $$ > "$1/pid"', ...lines]);
const pid = (): number => Number(readFileSync(join(folder, 'pid'), 'utf8'));

test('an engine that started stays, also when the time to start is over', async () => {
  const engine = await startFerretdb(engineThat(SAYS_ITS_PLACE, STAYS), 1_000)(folder, 0);
  expect(engine.port).toBe(1234);
  await sleep(1_200);
  expect(isRunning(pid())).toBe(true);
  await engine.kill();
  expect(isRunning(pid())).toBe(false);
});

test('an engine that does not start in time is ended', async () => {
  await expect(startFerretdb(engineThat(STAYS), 300)(folder, 0)).rejects.toThrow('it did not start in 0.3 seconds');
  expect(await eventually(() => !isRunning(pid()))).toBe(true);
});

test('an engine that ends at once tells why', async () => {
  const program = engineThat('echo "the port is taken" >&2', 'exit 3');
  await expect(startFerretdb(program)(folder, 0)).rejects.toThrow('it ended with 3: the port is taken');
});

test('a program that is not there is told', async () => {
  await expect(startFerretdb(join(folder, 'nothing'))(folder, 0)).rejects.toThrow(/ENOENT/);
});

test('an engine and its files go when the process that started it is killed', async () => {
  const files = join(folder, 'files');
  mkdirSync(files);
  const program = engineThat(SAYS_ITS_PLACE, 'cp "$1/pid" "$(dirname "$0")/pid"', STAYS);
  const script = `
    const { startFerretdb } = await import('./engine-process.ts');
    await startFerretdb(process.argv[1])(process.argv[2], 0);
    console.log('started');`;
  const parent = spawn(process.execPath, [...scriptWords(script), program, files], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(parent.stdout, 'data');
  expect(await eventually(() => existsSync(join(folder, 'pid')))).toBe(true);
  expect(isRunning(pid())).toBe(true);
  parent.kill('SIGKILL');
  expect(await eventually(() => !isRunning(pid()) && !existsSync(files))).toBe(true);
});
