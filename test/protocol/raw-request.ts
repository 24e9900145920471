// Requests that the client of client.ts wouldn't send: octets onto a socket, and bodies without Content-Length.
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { TAXII, type Answer } from './client.ts';

/** After this many milliseconds without an answer the server counts as silent. */
const PATIENCE = 30_000;

/** Sends text as it stands and gives the one answer to it; the connection is closed by either side at the end. */
export async function sendText(origin: string, text: string): Promise<Answer> {
  const received = await exchangeOctets(origin, Buffer.from(text, 'latin1'));
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) throw new Error(`No HTTP answer came: ${JSON.stringify(received.toString('latin1', 0, 200))}`);
  const [statusLine = '', ...lines] = received.toString('latin1', 0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = received.subarray(end + 4);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    body,
    get json() {
      return JSON.parse(body.toString('utf8'));
    },
  };
}

/** POSTs an envelope in chunks of that many octets, without Content-Length, and gives the status. */
export function postInChunks(
  origin: string,
  authorization: string,
  path: string,
  body: Buffer,
  chunkLength: number,
): Promise<number> {
  const { hostname, port } = new URL(origin);
  const headers = { authorization, accept: TAXII, 'content-type': TAXII };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method: 'POST', path, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
    for (let start = 0; start < body.length; start += chunkLength)
      request.write(body.subarray(start, start + chunkLength));
    request.end();
  });
}

function exchangeOctets(origin: string, octets: Buffer): Promise<Buffer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(octets));
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error('The server stays silent.')));
    socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
    socket.on('end', () => socket.end());
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
}
