// P8: connections that do nothing, or send headers that never end, cost others nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basic, clientOf, passwordOf, startExchange } from '../protocol/running-exchange.ts';

// In a process of its own, for its file descriptors.
const HOLDER = `
  const { connect } = require('node:net');
  let open = 0;
  const next = () => {
    if (open === 10_000) return console.log('open');
    const address = '127.0.1.' + (1 + open % 200);
    const socket = connect({ host: '127.0.0.1', port: Number(process.argv[1]), localAddress: address }, () => {
      if (open % 2 === 0) socket.write('GET /taxii2/ HTTP/1.1\\r\\nX-Half: ');
      open += 1;
      next();
    });
    socket.on('error', () => undefined);
  };
  for (let lane = 0; lane < 20; lane += 1) next();
  setTimeout(() => process.exit(), 60_000);
`;

test('P8 10,000 idle connections hold nobody up: polls beside them take no more than three times as long', async () => {
  const exchange = await startExchange();
  const client = clientOf(exchange.origin, basic('both', passwordOf('both')));
  // What a busy machine does now and then is in the last percents; bench/hostile.ts measures those.
  const measure = async (): Promise<number> => {
    const times: number[] = [];
    for (let poll = 0; poll < 1_000; poll += 1) {
      const started = performance.now();
      expect((await client.get('/one/collections/main/objects/')).status).toBe(200);
      times.push(performance.now() - started);
    }
    return times.toSorted((one, other) => one - other)[899] ?? 0;
  };
  await measure();
  const before = await measure();
  const holder = spawn(process.execPath, ['-e', HOLDER, new URL(exchange.origin).port], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(holder.stdout, 'data');
    const beside = await measure();
    holder.kill();
    await once(holder, 'exit');
    // A machine that has become slower meanwhile is slow without them, too.
    const quiet = Math.max(before, await measure());
    console.log(`p90 of a poll: quiet ${quiet.toFixed(1)} ms, beside 10,000 idle connections ${beside.toFixed(1)} ms`);
    expect(beside).toBeLessThan(3 * quiet + 50);
  } finally {
    holder.kill();
    await exchange.close();
  }
});
