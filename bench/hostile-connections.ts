// Connections of attackers: raw sockets, from as many addresses of the loopback network as there are to be.
import { connect, type Socket } from 'node:net';
import { TAXII } from '../test/protocol/client.ts';

/** To be told what happened. */
export type Tell = (what: string, count?: number) => void;

/** A connection from the nth of so many addresses. */
export function open(port: number, index: number, addresses: number, tell: Tell): Socket {
  const number = index % addresses;
  const localAddress = `127.0.${1 + Math.floor(number / 200)}.${1 + (number % 200)}`;
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', (error: NodeJS.ErrnoException) => tell(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'cut' : (error.code ?? 'error')));
  return socket;
}

/** Request line and headers, without the empty line. */
export function head(method: string, path: string, headers: Readonly<Record<string, string | number>> = {}): string {
  const lines = Object.entries({ Host: 'bench', Accept: TAXII, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}`;
}

/** Sends octets on a connection of their own and gives the status of the answer, or what happened instead. */
export function send(port: number, index: number, addresses: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = open(port, index, addresses, resolve);
    let first = '';
    socket.on('data', (chunk: Buffer) => {
      if (first !== '') return;
      first = chunk.toString('latin1', 9, 12);
      resolve(first);
      // The rest of the answer is taken, but not waited for.
      socket.end();
    });
    socket.on('close', () => resolve('cut'));
    for (const part of parts) socket.write(part);
  });
}

/** Does something again and again, in so many lanes at once, and tells what came of it. */
export function inLanes(lanes: number, act: (lane: number, round: number) => Promise<string>, tell: Tell): void {
  for (let lane = 0; lane < lanes; lane += 1) {
    void (async () => {
      for (let round = 0; ; round += 1) tell(await act(lane, round));
    })();
  }
}
