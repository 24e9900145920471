// The systemd unit: that it starts what is there, with options that exist, and confined.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { addServeCommand } from '../../cli/serve.ts';
import { pathOf, textOf } from './compose-file.ts';
import { readUnitFile } from './unit-file.ts';

const UNIT = 'deployment/liaison.service';
const PROGRAM = '/opt/liaison/';

const text = textOf(UNIT);
const unit = readUnitFile(text);
const service = unit.get('Service') ?? new Map<string, string[]>();
const only = (key: string): string | undefined => (service.get(key)?.length === 1 ? service.get(key)?.[0] : undefined);
const [runtime = '', file = '', command = '', ...words] = (only('ExecStart') ?? '').split(' ');

const program = new Command();
addServeCommand(program);
const serve = program.commands.find((candidate) => candidate.name() === command);

/** Where the repository has what the unit names where it is installed. */
const here = (path: string): string => pathOf(path.slice(PROGRAM.length));

/** The variables that a file gives values to, or shows in a comment how to. */
function variablesIn(environmentFile: string): string[] {
  const shown = environmentFile.replaceAll(/^#(?=[A-Z_]+=)/gm, '');
  return [...(readUnitFile(shown).get('')?.keys() ?? [])];
}

describe('what it starts', () => {
  test('is the program with the Node that npm installs beside it', () => {
    const packages = JSON.parse(textOf('package-lock.json')).packages;
    expect(runtime).toBe(`${PROGRAM}node_modules/.bin/${Object.keys(packages['node_modules/node'].bin)[0]}`);
    expect(file.startsWith(PROGRAM)).toBe(true);
    expect(existsSync(here(file))).toBe(true);
  });

  test('is a command with options that there are, each with what it needs', () => {
    expect(serve).toBeDefined();
    expect(serve?.parseOptions(words)).toEqual({ operands: [], unknown: [] });
  });

  test('keeps its data in the only folder that it may write to, for itself only, and ends on SIGTERM', async () => {
    expect(only('WorkingDirectory')).toBe(`%S/${only('StateDirectory')}`);
    expect(only('StateDirectoryMode')).toBe('0700');
    expect(only('UMask')).toBe('0077');
    const state = mkdtempSync(join(tmpdir(), 'liaison-state-'));
    const environment = Object.fromEntries((service.get('Environment') ?? []).map((pair) => pair.split('=')));
    const server = spawn(here(runtime), [here(file), command, ...words], { cwd: state, env: { ...environment, LIAISON_PORT: '0' } });
    const [greeting] = await once(server.stdout, 'data');
    expect(String(greeting)).toContain('Liaison listens on http://127.0.0.1:');
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
    expect(readdirSync(state)).toEqual(['data']);
    expect(statSync(join(state, 'data', 'liaison.db')).mode & 0o777).toBe(0o600);
    rmSync(state, { recursive: true });
  });

  test('is told by variables that there are', () => {
    expect(only('EnvironmentFile')).toBe('-/etc/liaison/liaison.env');
    const sources = globSync('{cli,schemas}/**/*.{ts,json}', { cwd: pathOf('') }).map(textOf).join('\n');
    const named = variablesIn(textOf('deployment/liaison.env'));
    expect(named).toEqual(expect.arrayContaining(['LIAISON_PORT', 'LIAISON_TLS_CERT', 'LIAISON_TLS_KEY']));
    expect(named.filter((name) => !new RegExp(`['"]${name}['"]`).test(sources))).toEqual([]);
  });

  test('changes nothing by the sample of its settings: every value in it is a comment', () => {
    expect(readUnitFile(textOf('deployment/liaison.env')).get('')?.size).toBe(0);
  });

  test('has time to end, and starts again for as long as its database is away', () => {
    expect(only('KillSignal')).toBe('SIGTERM');
    expect(Number.parseInt(only('TimeoutStopSec') ?? '', 10)).toBeGreaterThanOrEqual(30);
    expect(only('Restart')).toBe('on-failure');
    expect(unit.get('Unit')?.get('StartLimitIntervalSec')).toEqual(['0']);
  });
});

describe('it is confined', () => {
  test.each([
    ['User', 'liaison'],
    ['NoNewPrivileges', 'yes'],
    ['CapabilityBoundingSet', ''],
    ['AmbientCapabilities', ''],
    ['ProtectSystem', 'strict'],
    ['ProtectHome', 'yes'],
    ['PrivateTmp', 'yes'],
    ['PrivateDevices', 'yes'],
    ['PrivateUsers', 'yes'],
    ['RestrictAddressFamilies', 'AF_INET AF_INET6 AF_UNIX'],
    ['RestrictNamespaces', 'yes'],
    ['SystemCallArchitectures', 'native'],
    ['LimitCORE', '0'],
  ])('%s is "%s"', (key, value) => {
    expect(only(key)).toBe(value);
  });

  test('by a list of the system calls that it may make', () => {
    const [allowed, refused] = service.get('SystemCallFilter') ?? [];
    expect(allowed).toBe('@system-service @pkey');
    expect(refused).toMatch(/^~.*@privileged/);
  });

  test('but for what V8 needs, and the unit says so', () => {
    expect(service.has('MemoryDenyWriteExecute')).toBe(false);
    expect(text).toMatch(/^# Missing on purpose: MemoryDenyWriteExecute\. V8 /m);
  });
});

// From 250 on it looks at units of a system that doesn't run.
const [, systemd = '0'] = /^systemd (\d+)/.exec(String(spawnSync('systemd-analyze', ['--version']).stdout)) ?? [];

(Number(systemd) >= 250 ? describe : describe.skip)('systemd-analyze', () => {
  let folder: string;
  let copy: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'liaison-unit-'));
    copy = join(folder, 'liaison.service');
    writeFileSync(copy, text.replaceAll(PROGRAM, pathOf('')));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test('finds nothing wrong', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--recursive-errors=no', '--man=no', copy], { encoding: 'utf8' });
    // It also tells what is wrong with the machine's own units.
    expect(stderr.split('\n').filter((line) => line.includes(copy))).toEqual([]);
    expect(status).toBe(0);
  });

  test('calls the exposure OK: below 2 of 10', () => {
    const words = ['security', '--offline=true', '--no-pager', '--threshold=20', copy];
    expect(spawnSync('systemd-analyze', words, { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: expect.stringContaining('OK') });
  });
});

test.each(['Service', '[Service', 'Key value'])('what is no unit is told: %s', (line) => {
  expect(() => readUnitFile(`[Unit]\n${line}\n`)).toThrow(line);
});
