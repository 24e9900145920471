// HTTPS as TAXII 2.1, 8.2.2 asks for it, with a real certificate that is made for the test.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect, createServer, type ConnectionOptions, type Server } from 'node:tls';
import { pino } from 'pino';
import { createApp } from '../../server/app.ts';
import { listen, type RunningServer } from '../../server/listen.ts';
import { basic, passwordOf, startExchange, type RunningExchange } from '../protocol/running-exchange.ts';

let folder: string;
let exchange: RunningExchange;
let server: RunningServer;
let certificate: Buffer;
let port: number;
/** Takes whatever is offered: shows that a client which ours refuses did offer something. */
let permissive: Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liaison-tls-'));
  const [file, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const made = spawnSync('openssl', [...words, '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', file]);
  if (made.status !== 0) throw new Error(`openssl makes no certificate: ${String(made.stderr)}`);
  certificate = readFileSync(file);
  exchange = await startExchange();
  const app = createApp(exchange.exchange, { negotiation: 'lenient' }, pino({ level: 'silent' }));
  server = await listen(app, { host: '127.0.0.1', port: 0, tls: { certificate, key: readFileSync(key) } });
  port = Number(new URL(server.origin).port);
  const anything = { ciphers: 'ALL:@SECLEVEL=0', minVersion: 'TLSv1', dhparam: 'auto' } as const;
  permissive = createServer({ cert: certificate, key: readFileSync(key), ...anything });
  await new Promise<void>((listening) => permissive.listen(0, '127.0.0.1', listening));
});

afterAll(async () => {
  permissive.close();
  await server.close();
  await exchange.close();
  rmSync(folder, { recursive: true });
});

/** Shakes hands; the protocol and suite that were agreed on, or the refusal's code. */
function handshake(options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca: certificate, ...options }, () => {
      resolve(`${socket.getProtocol()} ${socket.getCipher().standardName}`);
      socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

function portOf(other: Server): number {
  return (other.address() as AddressInfo).port;
}

function getJson(path: string, headers: Record<string, string> = {}): Promise<{ default: string; api_roots: string[] }> {
  const authorization = basic('both', passwordOf('both'));
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, servername: 'localhost', ca: certificate, headers: { authorization, ...headers } }, (response) => {
      response.setEncoding('utf8');
      let body = '';
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve(JSON.parse(body)));
    }).on('error', reject);
  });
}

test('T-8.2.2-01 requests are taken over HTTPS', async () => {
  expect(await getJson('/one/')).toMatchObject({ title: 'One' });
});

test('T-4.1.1-04 over HTTPS the API roots have absolute https URLs, of the host that the client asked', async () => {
  const found = await getJson('/taxii2/', { host: `localhost:${port}` });
  expect(found.api_roots).toEqual([`https://localhost:${port}/one/`, `https://localhost:${port}/deep/two/`]);
  expect(found.default).toBe(`https://localhost:${port}/one/`);
  const odd = await getJson('/taxii2/', { host: 'evil.example/path?' });
  expect(odd.api_roots).toEqual(['/one/', '/deep/two/']);
});

test.each([
  ['T-8.2.2-02 TLS 1.2 is accepted', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }, /^TLSv1\.2 /],
  ['T-8.2.2-03 TLS 1.3 is accepted', { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }, /^TLSv1\.3 /],
] as const)('%s', async (_name, options, expected) => {
  expect(await handshake(options)).toMatch(expected);
});

test('TLS 1.1 is refused', async () => {
  const options = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  expect(await handshake({ ...options, port: portOf(permissive) })).toMatch(/^TLSv1\.1 /);
  expect(await handshake(options)).toMatch(/ERR_SSL_/);
});

test.each([
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-CHACHA20-POLY1305',
])('T-8.2.2-05 the TLS 1.2 suite %s is accepted: forward secrecy and AEAD', async (ciphers) => {
  expect(await handshake({ maxVersion: 'TLSv1.2', ciphers })).toMatch(/^TLSv1\.2 TLS_ECDHE_/);
});

test.each([
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
  'AES128-SHA256',
  'AES256-SHA256',
  'AES128-CCM',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-RSA-AES256-SHA',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'DHE-RSA-AES128-SHA',
  'DHE-RSA-AES256-SHA256',
])('T-8.2.2-05 the TLS 1.2 suite %s of RFC 7540, appendix A, is refused', async (suite) => {
  const options = { maxVersion: 'TLSv1.2', ciphers: `${suite}:@SECLEVEL=0` } as const;
  expect(await handshake({ ...options, port: portOf(permissive) })).toMatch(/^TLSv1\.2 /);
  expect(await handshake(options)).toMatch(/ERR_SSL_/);
});

test('T-8.2.2-04 the session tickets of TLS 1.3 allow no early data', async () => {
  const words = ['s_client', '-connect', `127.0.0.1:${port}`, '-tls1_3', '-ign_eof'];
  const request = 'GET /taxii2/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  // Not spawnSync: the server that answers lives in this process.
  const client = spawn('openssl', words, { stdio: ['pipe', 'pipe', 'ignore'] });
  client.stdin.end(request);
  const output = await text(client.stdout);
  expect(output).toContain('Max Early Data: 0');
  expect(output).not.toMatch(/Max Early Data: [1-9]/);
});

test('T-3.9-01 T-3.9-02 the operator is told the service name and protocol of a DNS record', () => {
  const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  expect(guide).toMatch(/^_taxii2\._tcp\.\S+ \d+ IN SRV \d+ \d+ \d+ \S+\.$/m);
});
