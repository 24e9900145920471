// Sends requests octet by octet as they were made up, over connections of their own, and reads the one answer to each.
import { connect, type Socket } from 'node:net';
import type { Answer } from '../protocol/client.ts';
import type { FuzzedRequest } from './arbitrary-requests.ts';

/** A server that says nothing for so many milliseconds hangs, on the slowest machine. */
const PATIENCE = 60_000;

/** The octets of a request. */
export function octetsOf({ method, target, headers, body }: FuzzedRequest): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), body]);
}

/** Sends it, cut at these places, and gives the answer. Rejects when there is none in time. */
export function sendFuzzed(origin: string, request: FuzzedRequest, cuts: readonly number[] = []): Promise<Answer> {
  const octets = octetsOf(request);
  const places = [0, ...cuts.map((cut) => cut % octets.length).toSorted((one, other) => one - other), octets.length];
  const pieces = places.slice(1).map((end, index) => octets.subarray(places[index], end));
  return new Promise((resolve, reject) => {
    const socket = open(origin);
    let received = Buffer.alloc(0);
    const settle = (isOver: boolean): void => {
      const answer = finalAnswerIn(received, request.method === 'HEAD');
      if (answer === undefined && !isOver) return;
      socket.destroy();
      if (answer !== undefined) resolve(answer);
      else reject(new Error(`No whole answer came: ${JSON.stringify(received.toString('latin1', 0, 300))}`));
    };
    socket.setTimeout(PATIENCE, () => settle(true));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      settle(false);
    });
    socket.on('error', () => settle(true)).on('close', () => settle(true));
    for (const piece of pieces) socket.write(piece);
    if (request.isUnfinished === true) socket.end();
  });
}

/** Sends the beginning of it and goes away. */
export function sendAndLeave(origin: string, request: FuzzedRequest, cut: number): Promise<void> {
  const octets = octetsOf(request);
  return new Promise((resolve) => {
    const socket = open(origin);
    socket.on('error', () => resolve()).on('close', () => resolve());
    socket.write(octets.subarray(0, cut % octets.length), () => socket.destroy());
  });
}

function open(origin: string): Socket {
  const { hostname, port } = new URL(origin);
  return connect({ port: Number(port), host: hostname, noDelay: true });
}

// Answers of the hundreds are no answers yet (RFC 9110, 15.2).
function finalAnswerIn(received: Buffer, isHead: boolean): Answer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = received.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
  if (status < 200) return finalAnswerIn(received.subarray(end + 4), isHead);
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const length = isHead ? 0 : Number(headers['content-length']);
  const rest = received.subarray(end + 4);
  if (rest.length < length) return undefined;
  // What comes behind is the answer to octets that were no part of the request, or else a fault that is to be seen.
  const isAlone = rest.length === length || rest.toString('latin1', length, length + 5) === 'HTTP/';
  return { status, headers, body: isAlone ? rest.subarray(0, length) : rest, json: undefined };
}
