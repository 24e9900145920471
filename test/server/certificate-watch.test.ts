// A renewed certificate is used while the server runs, and nobody who is connected notices.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { readCertificate, type CertificateFiles } from '../../server/certificate.ts';
import { watchCertificate } from '../../server/certificate-watch.ts';
import { listen, type RunningServer } from '../../server/listen.ts';
import { sleep } from '../sleep.ts';
import { certificateFolder, pairIn, type CertificateFolder } from './certificates.ts';

/** Milliseconds between two looks. */
const EVERY = 40;
const DAY = 24 * 60 * 60 * 1_000;

let folder: CertificateFolder;
let certificates: Record<'first' | 'second' | 'third' | 'expired' | 'ending', CertificateFiles>;
/** The files that the server watches. */
let live: CertificateFiles;
let server: RunningServer;
let stopWatching: () => void;
let logged: { level: string; message: string; details: object }[];
/** How often the server took another certificate. */
let uses: number;

beforeAll(() => {
  folder = certificateFolder();
  certificates = {
    first: folder.make('first'),
    second: folder.make('second'),
    third: folder.make('third'),
    expired: folder.make('expired', { from: new Date(Date.now() - 9 * DAY), to: new Date(Date.now() - DAY) }),
    ending: folder.make('ending', { from: new Date(Date.now() - 9 * DAY), to: new Date(Date.now() + DAY) }),
  };
});
afterAll(() => folder.remove());

/** Serves with a certificate at these files, and watches them. Answers `/slow` with two halves, a second apart. */
async function start(files: CertificateFiles): Promise<void> {
  live = files;
  logged = [];
  uses = 0;
  const inUse = await readCertificate(live);
  const takeNotes = (level: string) => (details: object, message: string) => void logged.push({ level, message, details });
  const log = { info: takeNotes('info'), warn: takeNotes('warn'), error: takeNotes('error') };
  server = await listen(
    (request, response) => {
      if (request.url !== '/slow') return void response.end('whole');
      response.write('first half, ');
      setTimeout(() => response.end('second half'), 1_000);
    },
    { host: '127.0.0.1', port: 0, tls: inUse },
  );
  const use: RunningServer['useCertificate'] = (pair) => {
    server.useCertificate(pair);
    uses += 1;
  };
  stopWatching = watchCertificate({ files: live, inUse, use, log, every: EVERY });
}

async function startIn(name: string): Promise<void> {
  const place = join(folder.path, name);
  mkdirSync(place);
  const files = { certificate: join(place, 'tls.crt'), key: join(place, 'tls.key') };
  copy(certificates.first, files);
  await start(files);
}

afterEach(async () => {
  stopWatching();
  await server.close();
});

function copy(from: CertificateFiles, to: CertificateFiles): void {
  copyFileSync(from.certificate, to.certificate);
  copyFileSync(from.key, to.key);
}

/** A request and the certificate that was shown to it. */
function ask(path = '/', agent = new Agent()): Promise<{ body: string; shown: string }> {
  const options = { host: '127.0.0.1', port: new URL(server.origin).port, path, agent, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    get(options, (response) => {
      const shown = (response.socket as TLSSocket).getPeerX509Certificate()?.fingerprint256 ?? '';
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ body, shown }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

function fingerprint({ certificate }: CertificateFiles): string {
  const [, base64 = ''] = /BEGIN CERTIFICATE-----([^-]+)/.exec(readFileSync(certificate, 'utf8')) ?? [];
  const hex = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex').toUpperCase();
  return (hex.match(/../g) ?? []).join(':');
}

async function untilShown(files: CertificateFiles): Promise<void> {
  for (let look = 0; look < 600 && (await ask()).shown !== fingerprint(files); look += 1) await sleep(20);
  expect((await ask()).shown).toBe(fingerprint(files));
}

async function untilLogged(message: string): Promise<void> {
  for (let look = 0; look < 600 && !logged.some((line) => line.message === message); look += 1) await sleep(20);
  expect(logged).toContainEqual(expect.objectContaining({ message }));
}

/** Longer than two looks and what they find. */
const settle = () => sleep(5 * EVERY);

const REFUSED = 'the changed certificate is not used; the one before stays';
const RENEWED = 'a renewed certificate is in use';

test('running requests, idle connections and new ones get along with certificates that change under them', async () => {
  await startIn('load');
  const idle = new Agent({ keepAlive: true, maxSockets: 1 });
  const before = await ask('/', idle);
  expect(before.shown).toBe(fingerprint(certificates.first));

  const over = new AbortController();
  const failures: unknown[] = [];
  const shown = new Set<string>();
  const load = Array.from({ length: 4 }, async () => {
    while (!over.signal.aborted) await ask().then((answer) => shown.add(answer.shown), (error: unknown) => failures.push(error));
  });
  const slow = [ask('/slow'), ask('/slow')];
  await sleep(100);
  for (const next of [certificates.second, certificates.third, certificates.second]) {
    copy(next, live);
    await untilShown(next);
  }
  over.abort();
  await Promise.all(load);
  expect(failures).toEqual([]);
  expect(shown).toEqual(new Set([certificates.first, certificates.second, certificates.third].map(fingerprint)));
  for (const { body, shown: seen } of await Promise.all(slow)) {
    expect({ body, seen }).toEqual({ body: 'first half, second half', seen: fingerprint(certificates.first) });
  }
  // The connection that was idle all the while is still the one of the first certificate.
  expect(await ask('/', idle)).toEqual({ body: 'whole', shown: fingerprint(certificates.first) });
  idle.destroy();
  expect(logged.map(({ message }) => message)).toEqual([RENEWED, RENEWED, RENEWED]);
});

describe('is noticed however the files are replaced:', () => {
  test('written over', async () => {
    await startIn('written');
    copy(certificates.second, live);
    await untilShown(certificates.second);
  });

  test('renamed over', async () => {
    await startIn('renamed');
    const next = { certificate: `${live.certificate}.new`, key: `${live.key}.new` };
    copy(certificates.second, next);
    renameSync(next.key, live.key);
    renameSync(next.certificate, live.certificate);
    await untilShown(certificates.second);
  });

  test('with the time and size of the ones before', async () => {
    await startIn('same-time');
    const time = new Date('2026-01-01');
    for (const file of [live.certificate, live.key]) utimesSync(file, time, time);
    copy(certificates.second, live);
    for (const file of [live.certificate, live.key]) utimesSync(file, time, time);
    await untilShown(certificates.second);
  });

  test('by a link to their folder that is swapped, as Kubernetes does', async () => {
    const place = join(folder.path, 'mounted');
    for (const [name, files] of [['..1', certificates.first], ['..2', certificates.second]] as const) {
      mkdirSync(join(place, name), { recursive: true });
      copy(files, { certificate: join(place, name, 'tls.crt'), key: join(place, name, 'tls.key') });
    }
    symlinkSync('..1', join(place, '..data'));
    for (const name of ['tls.crt', 'tls.key']) symlinkSync(join('..data', name), join(place, name));
    await start({ certificate: join(place, 'tls.crt'), key: join(place, 'tls.key') });
    symlinkSync('..2', join(place, '..data_tmp'));
    renameSync(join(place, '..data_tmp'), join(place, '..data'));
    rmSync(join(place, '..1'), { recursive: true });
    await untilShown(certificates.second);
    expect(logged.map(({ level }) => level)).toEqual(['info']);
  });

  test('removed, and made anew', async () => {
    await startIn('removed');
    rmSync(live.certificate);
    await untilLogged(REFUSED);
    expect((await ask()).shown).toBe(fingerprint(certificates.first));
    copy(certificates.second, live);
    await untilShown(certificates.second);
    expect(logged[0]).toMatchObject({ level: 'warn', details: { reason: `${live.certificate} can't be read (ENOENT)` } });
  });
});

describe('what can not be used leaves the one before in place, with one warning:', () => {
  const chain = () => `${pairIn(certificates.second).certificate}${pairIn(certificates.third).certificate}`;
  test.each<[what: string, spoil: () => void, reason: RegExp]>([
    ['the certificate of another key', () => copyFileSync(certificates.second.certificate, live.certificate), /^the key belongs to another certificate/],
    ['the key of another certificate', () => copyFileSync(certificates.second.key, live.key), /^the key belongs to another certificate/],
    ['an expired one', () => copy(certificates.expired, live), /^the certificate expired on /],
    ['half a file', () => {
      copy(certificates.second, live);
      writeFileSync(live.certificate, pairIn(certificates.second).certificate.subarray(0, 300));
    }, /^the certificate file ends in the middle/],
    ['half a chain', () => {
      copy(certificates.second, live);
      writeFileSync(live.certificate, chain().slice(0, -200));
    }, /^the certificate file ends in the middle/],
    ['nonsense', () => writeFileSync(live.certificate, 'nonsense'), /^there is no certificate in PEM/],
    ['an empty key', () => writeFileSync(live.key, ''), /^there is no private key in PEM/],
  ])('%s', async (what, spoil, reason) => {
    await startIn(`spoilt-${what.replaceAll(' ', '-')}`);
    spoil();
    await untilLogged(REFUSED);
    await settle();
    await settle();
    expect(logged).toEqual([{ level: 'warn', message: REFUSED, details: { files: live, reason: expect.stringMatching(reason) } }]);
    expect((await ask()).shown).toBe(fingerprint(certificates.first));
    // And what comes right afterwards is used.
    copy(certificates.third, live);
    await untilShown(certificates.third);
  });
});

test('a pair that is being written is not used, nor complained of', async () => {
  await startIn('writing');
  const { certificate, key } = pairIn(certificates.second);
  // A chain of which the first certificate fits the key at every moment, file by file, piece by piece.
  writeFileSync(live.key, key);
  for (const part of [0.3, 0.6, 1]) {
    writeFileSync(live.certificate, certificate.subarray(0, certificate.length * part));
    await sleep(EVERY / 2);
  }
  await untilShown(certificates.second);
  expect(logged.map(({ message }) => message)).toEqual([RENEWED]);
});

test('files that are written again with what they have change nothing', async () => {
  await startIn('same');
  copy(certificates.first, live);
  await settle();
  expect({ uses, logged }).toEqual({ uses: 0, logged: [] });
});

test('a certificate that ends soon is told once, not at every look', async () => {
  const place = join(folder.path, 'soon');
  mkdirSync(place);
  const files = { certificate: join(place, 'tls.crt'), key: join(place, 'tls.key') };
  copy(certificates.ending, files);
  await start(files);
  await untilLogged('the certificate expires soon');
  await settle();
  expect(logged).toHaveLength(1);
});

test('useCertificate refuses what can not be used, and goes on with what there is', async () => {
  await startIn('direct');
  expect(() => server.useCertificate(pairIn(certificates.expired))).toThrow(/expired on/);
  expect((await ask()).shown).toBe(fingerprint(certificates.first));
});
