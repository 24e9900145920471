// The conformance map: which ids a test's name holds, which runs count, and what the page's check finds.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { checkConformance, LEVELS, renderConformance, type Requirement } from '../../docs/conformance.ts';
import ConformanceReporter, { conformanceMap, requirementIds, whyNotWhole } from './reporter.ts';
import type { RunOptions, TestRun } from './reporter.ts';

// The ids are about the map here, not held by these tests: keep them out of the tests' names.
const T = 'T';

describe('the requirement ids in a test name', () => {
  test.each<[what: string, name: string, ids: string[]]>([
    ['one id', `${T}-3.4-08 limit must be an integer`, [`${T}-3.4-08`]],
    ['a section without dot', `${T}-2-01 booleans`, [`${T}-2-01`]],
    ['an appendix', `${T}-B-01 next`, [`${T}-B-01`]],
    ['a deep section in brackets', `(${T}-1.6.8.2-02)`, [`${T}-1.6.8.2-02`]],
    ['an id before numbers', `${T}-3.4.1-05: 1.1, -1`, [`${T}-3.4.1-05`]],
    ['a range', `${T}-3.1-07..-09`, [`${T}-3.1-07`, `${T}-3.1-08`, `${T}-3.1-09`]],
    ['a range and more', `${T}-3.1-09..-10, -14`, [`${T}-3.1-09`, `${T}-3.1-10`, `${T}-3.1-14`]],
    ['a pair', `${T}-3.1-07/-08`, [`${T}-3.1-07`, `${T}-3.1-08`]],
    ['a list', `${T}-3.6.1-01, -02, ${T}-B-04`, [`${T}-3.6.1-01`, `${T}-3.6.1-02`, `${T}-B-04`]],
    ['two ids', `${T}-5.4-01 and ${T}-5.3-01`, [`${T}-5.4-01`, `${T}-5.3-01`]],
    ['one id twice', `${T}-5.4-01 is ${T}-5.4-01`, [`${T}-5.4-01`]],
    ['an id of another standard', `${T}-20 patterns`, []],
    ['what only looks like ids', `${T}-3.1-7, ${T}-3.1-007, ${T}-C-01, ${T}-3.-01, X${T}-3.1-07, x-${T}-3.1-07`, []],
    ['no id', 'limit must be an integer', []],
  ])('are found in %s', (_, name, ids) => {
    expect(requirementIds(name)).toEqual(ids);
  });
});

const ROOT = join(tmpdir(), 'repository');

const OPTIONS: RunOptions = { rootDir: ROOT, testPathPatterns: { patterns: [] }, nonFlagArgs: [] };

const RUN: TestRun = {
  numFailedTests: 0,
  numFailedTestSuites: 0,
  wasInterrupted: false,
  testResults: [
    {
      testFilePath: join(ROOT, 'test', 'server', 'objects.test.ts'),
      testResults: [
        { ancestorTitles: [`${T}-5.4-04 nothing matches`], title: 'answers 200', status: 'passed' },
        { ancestorTitles: [], title: `${T}-5.4-03 is not run`, status: 'pending' },
        { ancestorTitles: [], title: `${T}-5.4-02 fails`, status: 'failed' },
      ],
    },
    {
      testFilePath: join(ROOT, 'test', 'cli', 'poll.test.ts'),
      testResults: [{ ancestorTitles: ['poll'], title: `${T}-5.4-04 ends`, status: 'passed' }],
    },
  ],
};

const MAP = {
  [`${T}-5.4-04`]: [
    { file: 'test/cli/poll.test.ts', test: `poll › ${T}-5.4-04 ends` },
    { file: 'test/server/objects.test.ts', test: `${T}-5.4-04 nothing matches › answers 200` },
  ],
};

test('only tests that passed are mapped, by file and full name, in order', () => {
  expect(conformanceMap(RUN, ROOT)).toEqual(MAP);
});

describe('a run counts', () => {
  test('when it is whole and green', () => {
    expect(whyNotWhole(RUN, OPTIONS)).toBeUndefined();
  });

  test.each<[string, Partial<TestRun>, Partial<RunOptions>]>([
    ['with a failed test', { numFailedTests: 1 }, {}],
    ['with a file that could not be run', { numFailedTestSuites: 1 }, {}],
    ['that was interrupted', { wasInterrupted: true }, {}],
    ['of some paths', {}, { testPathPatterns: { patterns: ['test/server'] } }],
    ['of paths given as arguments', {}, { nonFlagArgs: ['test/server'] }],
    ['of files by their paths', {}, { runTestsByPath: true }],
    ['of some names', {}, { testNamePattern: '3.4' }],
    ['of changed files', {}, { onlyChanged: true }],
    ['of what failed before', {}, { onlyFailures: true }],
    ['of related tests', {}, { findRelatedTests: true }],
    ['of a shard', {}, { shard: { shardIndex: 1, shardCount: 2 } }],
  ])('not %s', (_, run, options) => {
    expect(whyNotWhole({ ...RUN, ...run }, { ...OPTIONS, ...options })).toEqual(expect.any(String));
  });
});

describe('the reporter', () => {
  const before = process.env.LIAISON_CONFORMANCE;
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'conformance-'));
    process.env.LIAISON_CONFORMANCE = join(folder, 'map.json');
  });

  afterEach(() => {
    if (before === undefined) delete process.env.LIAISON_CONFORMANCE;
    else process.env.LIAISON_CONFORMANCE = before;
    rmSync(folder, { recursive: true });
  });

  test('writes the map after a whole, green run', () => {
    new ConformanceReporter(OPTIONS).onRunComplete(undefined, RUN);
    expect(JSON.parse(readFileSync(join(folder, 'map.json'), 'utf8'))).toEqual(MAP);
  });

  test('takes an old map away before a run that fails, and says why there is none', () => {
    const reporter = new ConformanceReporter(OPTIONS);
    reporter.onRunComplete(undefined, RUN);
    const written: unknown[] = [];
    const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(text) > 0);
    reporter.onRunStart();
    reporter.onRunComplete(undefined, { ...RUN, numFailedTests: 1 });
    stderr.mockRestore();
    expect(() => readFileSync(join(folder, 'map.json'))).toThrow('ENOENT');
    expect(written).toEqual(['The conformance map was not written, because tests failed.\n']);
  });
});

const REQUIREMENTS: Requirement[] = [
  { id: `${T}-5.4-03`, level: 'MAY', section: '5.4 Get objects', summary: 'Binds nobody.', note: 'client rule' },
  { id: `${T}-5.4-04`, level: 'MUST', section: '5.4 Get objects', summary: 'No match is match[200] | 200.' },
  { id: `${T}-6-01`, level: 'MUST NOT', section: '6 Channels', summary: 'Is not there.' },
  { id: `${T}-6-02`, level: 'GAP', section: '6 Channels', summary: 'Is open.' },
];

describe('the page', () => {
  const page = renderConformance(REQUIREMENTS, MAP);

  test('has a table per section, with tests, notes and dashes', () => {
    expect(page.split('\n').filter((line) => line.startsWith('| T-') || line.startsWith('## '))).toEqual([
      '## 5.4 Get objects',
      `| ${T}-5.4-03 | MAY | Binds nobody. | client rule |`,
      String.raw`| ${T}-5.4-04 | MUST | No match is match\[200\] \| 200. | ` +
        `test/cli/poll.test.ts: poll › ${T}-5.4-04 ends<br>` +
        `test/server/objects.test.ts: ${T}-5.4-04 nothing matches › answers 200 |`,
      '## 6 Channels',
      `| ${T}-6-01 | MUST NOT | Is not there. | — |`,
      `| ${T}-6-02 | GAP | Is open. | — |`,
    ]);
  });

  test('counts requirements and those with a test per level', () => {
    expect(page).toContain('| MUST | 1 | 1 |\n| MUST NOT | 1 | 0 |\n');
  });

  test('names three tests of a file and counts the others', () => {
    const evidence = ['a', 'b', 'c', 'd', 'e'].map((test) => ({ file: 'x.test.ts', test }));
    const row = '| x.test.ts: a; b; c; and 2 more |';
    expect(renderConformance(REQUIREMENTS, { [`${T}-6-01`]: evidence })).toContain(row);
  });

  test('keeps hostile test names in their cell', () => {
    const evidence = [{ file: 'x.test.ts', test: 'a|b\n<br>\u0000' }];
    const row = String.raw`| x.test.ts: a\|bU+000a\<br\>U+0000 |`;
    expect(renderConformance(REQUIREMENTS, { [`${T}-6-01`]: evidence })).toContain(row);
  });
});

describe('the check of the page', () => {
  const tested = { ...MAP, [`${T}-6-01`]: [{ file: 'x.test.ts', test: 'y' }] };

  test('passes when the page is up to date and every MUST and MUST NOT has a test', () => {
    expect(checkConformance(REQUIREMENTS, tested, renderConformance(REQUIREMENTS, tested))).toEqual([]);
  });

  test.each([['MUST', `${T}-5.4-04`], ['MUST NOT', `${T}-6-01`]])('fails when a %s has no test', (level, missing) => {
    const map = Object.fromEntries(Object.entries(tested).filter(([id]) => id !== missing));
    expect(checkConformance(REQUIREMENTS, map, renderConformance(REQUIREMENTS, map))).toEqual([
      expect.stringContaining(`${missing} is a ${level}, but no passing test names it`),
    ]);
  });

  test('fails when the page is not what the tests say', () => {
    expect(checkConformance(REQUIREMENTS, tested, renderConformance(REQUIREMENTS, MAP))).toEqual([
      'docs/conformance.md does not match the tests. Write it anew with `npm run conformance`.',
    ]);
  });

  test('fails when a test names a requirement that there is none of', () => {
    const map = { ...tested, [`${T}-6-99`]: [{ file: 'x.test.ts', test: 'z' }] };
    expect(checkConformance(REQUIREMENTS, map, renderConformance(REQUIREMENTS, map))).toEqual([
      `${T}-6-99 is no requirement of TAXII 2.1, but a test in x.test.ts names it.`,
    ]);
  });
});

describe('requirements.json', () => {
  const source = new URL('requirements.json', import.meta.url);
  const requirements = JSON.parse(readFileSync(source, 'utf8')) as Requirement[];

  test('has every id once, under the section that it names', () => {
    expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length);
    for (const { id, section } of requirements) {
      expect(requirementIds(id)).toEqual([id]);
      expect(id.startsWith(`${T}-${section.split(' ')[0]}-`)).toBe(true);
    }
  });

  test('numbers the requirements of a section without holes', () => {
    for (const members of Map.groupBy(requirements, ({ section }) => section).values()) {
      expect(members.map(({ id }) => Number(id.slice(-2)))).toEqual(members.map((_, index) => index + 1));
    }
  });

  test('has known levels, short summaries, and no note on a MUST', () => {
    for (const { level, summary, note } of requirements) {
      expect(LEVELS).toContain(level);
      expect(summary.length).toBeLessThanOrEqual(110);
      if (level.startsWith('MUST')) expect(note).toBeUndefined();
    }
  });
});
