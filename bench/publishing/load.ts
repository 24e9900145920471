// Publishers: a process of its own, started by bench/publishing.ts. Sends its envelopes over several connections as fast as
// they are answered, and prints what came of it.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

/** What it is told on its command line, as JSON. */
export interface LoadPlan {
  readonly url: string;
  readonly authorization: readonly string[];
  /** A file of envelopes, one a line. */
  readonly file: string;
  readonly publishers: number;
}

/** What it prints, as JSON. */
export interface LoadResult {
  readonly seconds: number;
  readonly accepted: number;
  /** Of each envelope, in milliseconds. */
  readonly latencies: readonly number[];
}

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;
const envelopes = splitLines(readFileSync(plan.file));
const agent = new Agent({ keepAlive: true, maxSockets: plan.publishers });
const latencies: number[] = [];
let accepted = 0;
let next = 0;

const started = performance.now();
await Promise.all(Array.from({ length: plan.publishers }, (_, index) => publishAll(plan.authorization[index % plan.authorization.length] as string)));
const result: LoadResult = { seconds: (performance.now() - started) / 1_000, accepted, latencies };
process.stdout.write(JSON.stringify(result));
agent.destroy();

async function publishAll(authorization: string): Promise<void> {
  for (let body = envelopes[next++]; body !== undefined; body = envelopes[next++]) {
    const sent = performance.now();
    const count = await publish(authorization, body);
    accepted += count;
    latencies.push(performance.now() - sent);
  }
}

function publish(authorization: string, body: Buffer): Promise<number> {
  const headers = { authorization, 'content-type': 'application/taxii+json;version=2.1', 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const sending = request(plan.url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const count = /"success_count":(\d+)/.exec(text.slice(0, 1_000))?.[1];
        if (response.statusCode === 202 && count !== undefined) resolve(Number(count));
        else reject(new Error(`${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
