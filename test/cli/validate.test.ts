// liaison validate: what publishing would say, with the line of the file that is meant.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { customObject, extensionDefinition, identity, indicator, malware, type StixObject } from '../protocol/stix-objects.ts';
import { liaison, temporaryFolder } from './liaison-process.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const valid = identity();
const late = indicator({ created: '2024-01-01T00:00:00.000Z', modified: '2023-01-01T00:00:00.000Z', x_example_score: 7 });
const broken = indicator({ name: 'a', description: 'b', pattern: "[url:value = 'http://a.example' AND" });

/** Writes a bundle of these objects and gives the path of its file. */
function bundleFile(name: string, objects: readonly StixObject[], space?: number): string {
  const bundle = { type: 'bundle', id: 'bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f', objects };
  return textFile(name, JSON.stringify(bundle, undefined, space));
}

function textFile(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

/** The lines on which a text stands, from 1. */
function linesWith(text: string, part: string): number[] {
  return text.split('\n').flatMap((line, index) => (line.includes(part) ? [index + 1] : []));
}

describe('for people', () => {
  test('each finding of a pretty-printed bundle comes with its own line, and the objects with file:line', () => {
    const objects = [valid, late, broken];
    const path = bundleFile('pretty.json', objects, 2);
    const text = JSON.stringify({ type: 'bundle', id: '', objects }, undefined, 2);
    const { code, out } = liaison(['validate', path]);
    expect(code).toBe(1);
    const [, lineOfLate = 0, lineOfBroken = 0] = linesWith(text, '"spec_version"').map((line) => line - 2);
    expect(out).toContain(`${path}:${lineOfLate}: ${late.id} would be refused\n`);
    expect(out).toContain(`${path}:${lineOfBroken}: ${broken.id} would be refused\n`);
    expect(out).not.toContain(valid.id);
    const [line] = linesWith(text, '2023-01-01');
    expect(out).toMatch(/^ {2}error \/modified: .+; expected .+ \(STIX 2\.1, 3\.2, time-order\)$/m);
    expect(out).toContain(`  ${line} | "modified": "2023-01-01T00:00:00.000Z",\n`);
    expect(out).toMatch(/^ {2}error \/pattern: .*column 36.*pattern-syntax\)$/m);
    expect(out).toContain(`  ${linesWith(text, 'AND"')[0]} | "pattern": "[url:value = 'http://a.example' AND",\n`);
    expect(out).toContain(`${path}: 3 objects, 1 would be accepted, 2 refused; `);
  });

  test('of a minified bundle, which is one line, what stands round the place is shown', () => {
    const path = bundleFile('minified.json', [valid, late]);
    const { code, out } = liaison(['validate', path]);
    expect(code).toBe(1);
    expect(out).toContain(`${path}:1: ${late.id} would be refused\n`);
    const shown = out.split('\n').filter((line) => line.startsWith('  1 | '));
    expect(shown).toContainEqual(expect.stringContaining('"modified":"2023-01-01T00:00:00.000Z"'));
    for (const line of shown) expect(line.length).toBeLessThan(180);
  });

  test('--no-hints leaves hints out, and an object with nothing else', () => {
    const path = bundleFile('hints.json', [indicator(), late]);
    const { out } = liaison(['validate', path, '--no-hints']);
    expect(out).not.toMatch(/^ {2}hint /m);
    expect(out).toMatch(/^ {2}error \/modified/m);
    expect(out.match(/would be (?:accepted|refused)$/gm)).toHaveLength(1);
  });

  test('a valid bundle is told in one line, exit code 0', () => {
    const path = bundleFile('valid.json', [valid]);
    const { code, out, err } = liaison(['validate', path]);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: `${path}: 1 object, 1 would be accepted, 0 refused; 0 hints\n`,
      err: '',
    });
  });
});

test('several files are looked at, whatever is wrong with one of them; one that is refused makes the exit code 1', () => {
  const good = bundleFile('good.json', [valid]);
  const bad = bundleFile('bad.json', [broken]);
  const missing = join(folder.path, 'missing.json');
  const cut = textFile('cut.json', '{"type":"bundle",\n"objects":[{"a":1},\n');
  const list = textFile('list.json', '[1]');
  const { code, out } = liaison(['validate', missing, cut, list, bad, good]);
  expect(code).toBe(1);
  expect(out).toContain(`${missing}: The file can't be read (ENOENT).\n`);
  expect(out).toMatch(/^.*cut\.json: The body is no JSON: line 3, column 1: .+$/m);
  expect(out).toMatch(/^.*list\.json: The body is JSON, but no object; expected .+$/m);
  expect(out).toContain(`${bad}: 1 object, 0 would be accepted, 1 refused; 0 hints\n`);
  expect(out).toContain(`${good}: 1 object, 1 would be accepted, 0 refused; 0 hints\n`);
});

test('--json is one document with every file, for programs', () => {
  const bad = bundleFile('for-programs.json', [valid, late]);
  const missing = join(folder.path, 'missing.json');
  const { code, out } = liaison(['validate', '--json', bad, missing]);
  expect(code).toBe(1);
  const [report, nothing] = JSON.parse(out);
  expect(report).toMatchObject({ file: bad, report: { total: 2, accepted: 1 } });
  expect(report.report.objects).toHaveLength(1);
  const [object] = report.report.objects;
  expect(object).toMatchObject({ index: 1, line: 1, id: late.id, type: 'indicator', accepted: false });
  expect(object.findings).toContainEqual({
    level: 'error',
    code: 'time-order',
    pointer: '/modified',
    message: expect.any(String),
    expected: expect.any(String),
    section: 'STIX 2.1, 3.2',
  });
  expect(nothing).toEqual({ file: missing, problem: expect.stringContaining('ENOENT') });
});

describe('what refuses an object', () => {
  const unreadable = indicator({ pattern: '[' });
  const custom = customObject('x-example-thing');
  test.each<[what: string, words: string[], object: StixObject, code: 0 | 1]>([
    ['an error, by default', [], unreadable, 1],
    ['an error below lenient', ['--level', 'lenient'], unreadable, 0],
    ['an id of another type below lenient', ['--level', 'lenient'], indicator({ id: malware().id }), 1],
    ['a custom type, by default', [], custom, 0],
    ['a custom type below strict', ['--level', 'strict'], custom, 1],
    ['a custom type where extensions have definitions', ['--custom-content', 'extensions-only'], custom, 1],
    ['a definition where extensions have them', ['--custom-content', 'extensions-only'], extensionDefinition(valid), 0],
    ['a custom property where there is to be none', ['--custom-content', 'refuse'], indicator({ x_example_a: 1 }), 1],
  ])('%s', (_, words, object, code) => {
    const run = liaison(['validate', ...words, '-'], { input: JSON.stringify({ objects: [object] }) });
    expect({ code: run.code, err: run.err }).toEqual({ code, err: '' });
    expect(run.out).toMatch(new RegExp(`^-: 1 object, ${1 - code} would be accepted, ${code} refused; \\d+ hints?$`, 'm'));
  });

  test.each([
    ['no file', ['validate'], 'file'],
    ['a level that there is not', ['validate', '-', '--level', 'mild'], 'strict, standard, lenient'],
    ['custom content that there is not', ['validate', '-', '--custom-content', 'some'], 'allow, extensions-only, refuse'],
  ])('%s is said on standard error, exit code 1', (_, words, said) => {
    const { code, out, err } = liaison(words, { input: '' });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(said);
  });
});
