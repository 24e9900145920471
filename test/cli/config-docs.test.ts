// The page and the sample of the configuration say what the schema says.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readConfiguration } from '../../cli/configuration.ts';
import { checkConfiguration } from '../../schemas/configuration/check.ts';
import { SETTINGS } from '../../schemas/configuration/settings.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SAMPLE = join(ROOT, 'cli/sample/configuration.yaml');

test('docs/configuration.md is what the schema makes of it', () => {
  const { status, stderr } = spawnSync(process.execPath, ['docs/configuration.ts', '--check'], { cwd: ROOT, encoding: 'utf8' });
  expect({ status, stderr: stderr.split('\n').filter((line) => line.includes('configuration')) }).toEqual({ status: 0, stderr: [] });
});

test('the sample is valid, and what it says is what holds without it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-sample-'));
  const file = join(folder, 'liaison.yaml');
  writeFileSync(file, readFileSync(SAMPLE));
  const { store, ...rest } = readConfiguration({ config: file }, {}).configuration;
  const { store: without, ...defaults } = readConfiguration({}, {}).configuration;
  expect(rest).toEqual(defaults);
  expect(store).toEqual({ data: join(folder, without.data ?? '') });
  rmSync(folder, { recursive: true });
});

test('the sample has every setting, if only in a comment, and each of them is right', () => {
  const uncommented = readFileSync(SAMPLE, 'utf8').replaceAll(/^( *)# ([a-z_]+:(?: \S.*)?)$/gm, '$1$2');
  const document = parse(uncommented) as Record<string, Record<string, unknown>>;
  const names = Object.entries(document).flatMap(([section, settings]) => Object.keys(settings).map((key) => `${section}.${key}`));
  expect(names).toEqual(SETTINGS.map(({ section, key }) => `${section}.${key}`));
  expect(checkConfiguration(document)).toEqual([]);
});

test('every setting has a variable of its own, and no flag is there twice', () => {
  const variables = SETTINGS.map(({ environment }) => environment);
  expect(variables).toEqual([...new Set(variables)]);
  for (const variable of variables) expect(variable).toMatch(/^LIAISON_[A-Z_]+$/);
  const flags = SETTINGS.flatMap(({ flag }) => flag ?? []);
  expect(flags).toEqual([...new Set(flags)]);
});

test('every default is what its own schema takes', () => {
  const faults = SETTINGS.filter((setting) => setting.default !== undefined).flatMap(({ section, key, default: value }) =>
    checkConfiguration({ [section]: { [key]: value } }),
  );
  expect(faults).toEqual([]);
});
