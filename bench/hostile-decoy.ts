// A process that attacks are aimed at for comparison: bare node:http, which reads all that comes and answers at once. What polls of
// the exchange take meanwhile is what attackers take away from everybody on this machine, whatever they aim at.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stepBack } from '../collections/step-back.ts';

// It stands for a server on another machine.
stepBack();

const server = createServer({ maxHeaderSize: 256 * 1024 }, (request, response) => {
  request.resume();
  // Of publications the exchange refuses most, while there are so many.
  response.writeHead(request.method === 'POST' ? 503 : 200).end();
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 65_535 }, () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
