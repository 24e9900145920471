// What keeps a server from listening is told by its error, and leaves nothing behind.
import { networkInterfaces } from 'node:os';
import { listen, PlainHttpRefused } from '../../server/listen.ts';
import { liaison, temporaryFolder } from '../cli/liaison-process.ts';

test('a port that is in use, and is free again once its server is closed', async () => {
  const first = await listen(() => undefined, { host: '127.0.0.1', port: 0 });
  const where = { host: '127.0.0.1', port: Number(new URL(first.origin).port) };
  await expect(listen(() => undefined, where)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close();
  const second = await listen(() => undefined, where);
  expect(second.origin).toBe(first.origin);
  await second.close();
});

describe('T-8.2.2-01 plain HTTP', () => {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = own.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

  test.each(['127.0.0.1', '127.0.0.9', 'localhost', '::1'])('is served on %s', async (host) => {
    const server = await listen(() => undefined, { host, port: 0 });
    expect(server.origin).toMatch(/^http:/);
    await server.close();
  });

  test.each(['0.0.0.0', '::', ...(outside === undefined ? [] : [outside])])('is refused on %s, and the port is free again', async (host) => {
    await expect(listen(() => undefined, { host, port: 0 })).rejects.toThrow(PlainHttpRefused);
  });

  test.each(['0.0.0.0', '::'])('is served on %s behind a proxy that is declared', async (host) => {
    const server = await listen(() => undefined, { host, port: 0, trustedProxies: ['10.0.0.1'] });
    await server.close();
  });

  test('and a proxy that is none is refused', async () => {
    const start = listen(() => undefined, { host: '127.0.0.1', port: 0, trustedProxies: ['10.0.0.0/33'] });
    await expect(start).rejects.toThrow('"10.0.0.0/33" is neither an address nor a network');
  });

  test('on a network keeps `liaison serve` from starting, in a sentence that says what to do', () => {
    const folder = temporaryFolder();
    const { code, out, err } = liaison(['serve', '--port', '0', '--host', '0.0.0.0', '--data', folder.path]);
    folder.remove();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^Plain HTTP is served on loopback addresses only, and 0\.0\.0\.0 is none: .* --tls-cert and --tls-key; .* --trusted-proxy\.$/m);
  });
});
