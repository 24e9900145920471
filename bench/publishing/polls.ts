// Pollers: a process of its own, started by bench/workers.ts. Asks the same again and again over several connections, and prints
// how many seconds that took.
import { Agent, request } from 'node:http';

/** What it is told on its command line, as JSON. */
export interface PollPlan {
  readonly url: string;
  readonly authorization: string;
  readonly pollers: number;
  /** How often it is asked, by all of them together. */
  readonly requests: number;
}

const { url, authorization, pollers, requests } = JSON.parse(process.argv[2] ?? '') as PollPlan;
const agent = new Agent({ keepAlive: true, maxSockets: pollers });
let asked = 0;

const started = performance.now();
await Promise.all(Array.from({ length: pollers }, poll));
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1_000 }));
agent.destroy();

async function poll(): Promise<void> {
  while (asked < requests) {
    asked += 1;
    await ask();
  }
}

function ask(): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { agent, headers: { authorization, accept: 'application/taxii+json;version=2.1' } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`The answer was ${response.statusCode}.`));
      response.resume().on('end', resolve);
    });
    sending.on('error', reject);
    sending.end();
  });
}
