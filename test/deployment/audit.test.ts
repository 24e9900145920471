// The audit: with the real npm, against a registry of our own that knows vulnerabilities, none, or doesn't do audits.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { isExplained, type Exception, type Finding } from '../../deployment/audit.ts';
import { readLockFile } from '../../deployment/lock-file.ts';
import { pathOf, textOf } from './compose-file.ts';

const ADVISORIES = '/-/npm/v1/security/advisories/bulk';

const advisoryOf = (id: string) => ({
  id: 1,
  url: `https://github.com/advisories/${id}`,
  title: 'it can be talked into anything',
  severity: 'high',
  vulnerable_versions: '>=0',
  cwe: [],
  cvss: { score: 7, vectorString: null },
});
const IN_EXPRESS = { express: [advisoryOf('GHSA-aaaa-bbbb-cccc')] };
const IN_JEST = { jest: [advisoryOf('GHSA-dddd-eeee-ffff')] };
const TODAY = new Date().toISOString().slice(0, 10);
const explains: Exception = { advisory: 'GHSA-aaaa-bbbb-cccc', package: 'express', reason: 'no talking here', until: TODAY };

let folder: string;
let registry: Server;
let known: object | undefined;
let asked: Record<string, string[]>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liaison-audit-'));
  registry = createServer((request, response) => {
    void (async () => {
      const isAudit = request.method === 'POST' && request.url === ADVISORIES && known !== undefined;
      if (isAudit) asked = await readQuestion(request);
      response.writeHead(isAudit ? 200 : 405, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(isAudit ? known : {}));
    })();
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
});

afterAll(async () => {
  registry.closeAllConnections();
  registry.close();
  rmSync(folder, { recursive: true });
});

// npm sends it compressed.
async function readQuestion(request: IncomingMessage): Promise<Record<string, string[]>> {
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  return (await json(body)) as Record<string, string[]>;
}

async function audit(exceptions: readonly object[], ...words: string[]): Promise<{ code: number | null; out: string }> {
  const file = join(folder, 'exceptions.json');
  writeFileSync(file, JSON.stringify(exceptions));
  const { port } = registry.address() as AddressInfo;
  const settings = { npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: join(folder, 'cache'), npm_config_fetch_retries: '0' };
  const run = spawn(process.execPath, [pathOf('deployment/audit.ts'), '--exceptions', file, ...words], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, complaints, [code]] = await Promise.all([text(run.stdout), text(run.stderr), once(run, 'exit')]);
  return { code: code as number | null, out: out + complaints };
}

test('asks for every package that is locked, and is content when nothing is known', async () => {
  known = {};
  expect(await audit([])).toMatchObject({ code: 0, out: expect.stringContaining('0 known vulnerabilities') });
  const versions = readLockFile().map(({ name, version }) => [name, version]);
  expect(versions.filter(([name = '', version = '']) => !asked[name]?.includes(version))).toEqual([]);
});

test.each<[what: string, exceptions: object[], code: number, out: string[]]>([
  [
    'fails on what nobody explained, and tells what it is in',
    [{ ...explains, advisory: 'GHSA-0000-0000-0000' }],
    1,
    [
      'OPEN  high  run on  express: it can be talked into anything (GHSA-aaaa-bbbb-cccc)',
      'OPEN  high  development  jest',
      'GHSA-0000-0000-0000 in express explains nothing any more',
      '2 known vulnerabilities, 2 of them not explained',
    ],
  ],
  ['fails on what is left', [explains], 1, ['explained  high  run on  express', 'OPEN  high  development  jest']],
  ['is content when all is explained', [explains, { ...explains, advisory: 'GHSA-dddd-eeee-ffff', package: 'jest' }], 0, ['2 known', '0 of them']],
])('%s', async (_what, exceptions, code, out) => {
  known = { ...IN_EXPRESS, ...IN_JEST };
  const result = await audit(exceptions);
  expect(result.code).toBe(code);
  for (const words of out) expect(result.out).toContain(words);
});

describe('a finding is explained', () => {
  const finding = { advisory: 'GHSA-aaaa-bbbb-cccc', package: 'express' } as Finding;

  test.each<[what: string, exception: object, expected: boolean]>([
    ['up to the day that is named', explains, true],
    ['not after it', { ...explains, until: '2026-01-31' }, false],
    ['not without such a day', { ...explains, until: undefined }, false],
    ['not without a reason', { ...explains, reason: ' ' }, false],
    ['not by another advisory', { ...explains, advisory: 'GHSA-0000-0000-0000' }, false],
    ['not in another package', { ...explains, package: 'jest' }, false],
  ])('%s', (_what, exception, expected) => {
    expect(isExplained(finding, [exception as Exception], TODAY)).toBe(expected);
  });
});

test('a registry that does no audits is told loudly, and is a failure where an audit is required', async () => {
  known = undefined;
  expect(await audit([])).toMatchObject({ code: 0, out: expect.stringContaining('NOT AUDITED') });
  expect(await audit([], '--required')).toMatchObject({ code: 1, out: expect.stringContaining('405') });
});

test('the exceptions that are in force are whole', () => {
  for (const exception of JSON.parse(textOf('deployment/audit-exceptions.json'))) {
    expect(exception).toEqual({
      advisory: expect.stringMatching(/^GHSA(?:-[0-9a-z]{4}){3}$/),
      package: expect.any(String),
      reason: expect.stringMatching(/\w{3}/),
      until: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
  }
});
