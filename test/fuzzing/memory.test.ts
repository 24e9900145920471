// P8: a server that has answered thousands of requests of every kind keeps nothing of them.
import fc from 'fast-check';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { arbitraryRequest, type FuzzedRequest } from './arbitrary-requests.ts';
import type { Started } from './measured-server.ts';
import { sendAndLeave, sendFuzzed } from './send-request.ts';

/** Requests of a round, and the most rounds. */
const ROUND = 1_500;
const MOST_ROUNDS = 6;
const AT_ONCE = 10;
/**
 * Octets of the heap, after what can be collected was, that a round may leave: caches with limits fill up, and code is
 * compiled. Requests that are kept leave more than this, and do so in each round.
 */
const MOST_GROWTH = 2 ** 20;

test('P8 memory does not grow with the number of requests (fuzzed)', async () => {
  const server = fork(fileURLToPath(new URL('./measured-server.ts', import.meta.url)), { execArgv: ['--expose-gc'] });
  try {
    const [{ origin, known }] = (await once(server, 'message')) as [Started];
    const seed = Number(process.env['LIAISON_FUZZING_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    const requests = fc.sample(arbitraryRequest(known), { numRuns: ROUND, seed });
    const sizes: number[] = [];
    const grew = (): boolean => (sizes.at(-1) ?? 0) - (sizes.at(-2) ?? 0) > MOST_GROWTH;
    // The first round fills what is filled once.
    while (sizes.length < 2 || (grew() && sizes.length < MOST_ROUNDS)) {
      await sendAll(origin, requests);
      server.send('size');
      sizes.push(((await once(server, 'message')) as [number])[0]);
    }
    if (grew()) throw new Error(`The heap had ${sizes.join(', ')} octets after rounds of ${ROUND} requests, with the seed ${seed}.`);
    if (process.env['LIAISON_FUZZING_SIZES'] !== undefined) console.log(sizes);
  } finally {
    server.kill();
    await once(server, 'exit');
  }
});

// Some clients go away in the middle.
async function sendAll(origin: string, requests: readonly FuzzedRequest[]): Promise<void> {
  const left = requests.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, lane) => {
      for (const request of left) {
        if (lane === 0) await sendAndLeave(origin, request, 100);
        else expect((await sendFuzzed(origin, request)).status).toBeLessThan(500);
      }
    }),
  );
}
