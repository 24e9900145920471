// Large answers: sent as fast as the client takes them, and smaller the more of them there are.
import { IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAnswerRoom } from '../../server/answer-room.ts';
import { Overloaded } from '../../server/errors.ts';
import { PAGE } from '../../server/parameters.ts';
import { publish } from '../protocol/conversation.ts';
import { basic, passwordOf, startExchange, TAXII } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';

const MIB = 1024 * 1024;

function response(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

describe('room for answers', () => {
  test('the more is being sent, the smaller pages are, and there is always one', () => {
    const room = createAnswerRoom(64 * MIB);
    const sizes: number[] = [];
    const running: ServerResponse[] = [];
    for (let readers = 0; readers < 2_000; readers += 1) {
      const place = room.enter();
      sizes.push(place.maximumBytes);
      place.leave();
      running.push(response());
      room.hold(Buffer.alloc(0).subarray(), running[readers] as ServerResponse);
      room.hold({ length: place.maximumBytes } as Uint8Array, running[readers] as ServerResponse);
      if (sizes.reduce((sum, size) => sum + size, 0) >= 127 * MIB) break;
    }
    expect(sizes).toEqual(sizes.toSorted((one, other) => other - one));
    expect([sizes[0], sizes.at(-1)]).toEqual([4 * MIB, 64 * 1024]);
    expect(sizes.length).toBeGreaterThan(800);
    for (const each of running) each.emit('close');
    expect(room.enter().maximumBytes).toBe(4 * MIB);
  });

  test('the same octets count once, until the last of their readers has gone', () => {
    const room = createAnswerRoom(256 * MIB);
    const [bytes, one, other] = [{ length: 250 * MIB } as Uint8Array, response(), response()];
    room.hold(bytes, one);
    room.hold(bytes, other);
    const full = room.enter();
    full.leave();
    expect(full.maximumBytes).toBeLessThan(MIB);
    one.emit('close');
    const still = room.enter();
    still.leave();
    expect(still.maximumBytes).toBe(full.maximumBytes);
    other.emit('close');
    expect(room.enter().maximumBytes).toBe(PAGE.maximumBytes);
  });

  test('large ones that have waited for the same are handed over one after another, with other things in between', async () => {
    const room = createAnswerRoom();
    const bytes = { length: MIB } as Uint8Array;
    let [handed, others] = [0, 0];
    const flood = Array.from({ length: 50 }, async (_, index) => {
      await room.turnOf(`flood ${index % 5}`, bytes);
      handed += 1;
      for (const end = performance.now() + 3; performance.now() < end; );
    });
    const asideOnce = async (): Promise<void> => {
      await nextTurn();
      others += 1;
      if (handed < 50) await asideOnce();
    };
    await Promise.all([asideOnce(), ...flood]);
    expect(others).toBeGreaterThan(40);
    expect(room.turnOf('poller', { length: 60 * 1024 } as Uint8Array)).toBeUndefined();
  });

  test('at twice its size nothing more is begun', () => {
    const room = createAnswerRoom(MIB);
    const reader = response();
    room.hold({ length: 2 * MIB } as Uint8Array, reader);
    expect(() => room.enter()).toThrow(Overloaded);
    reader.emit('close');
    expect(room.enter().maximumBytes).toBe(64 * 1024);
  });
});

describe('a page of several MiB', () => {
  const objects = Array.from({ length: 6 }, () => indicator({ description: 'd'.repeat(MIB - 4_096) }));

  test('arrives whole, in every coding, and for whoever takes it slowly', async () => {
    const exchange = await startExchange();
    try {
      const both = exchange.as('both');
      const collection = await exchange.newCollection();
      for (const object of objects) await publish(both, collection, object);
      for (const coding of ['identity', 'gzip', 'br', 'zstd']) {
        const { json } = await both.get(`${collection}objects/`, { 'accept-encoding': coding });
        expect(json.objects).toEqual(objects);
      }
      const whole = await both.get(`${collection}objects/`);
      expect(await takenSlowly(exchange.origin, `${collection}objects/`)).toBe(whole.body.length);
    } finally {
      await exchange.close();
    }
  });

  test('that nobody takes to its end ends with the connection, and the server goes on', async () => {
    const exchange = await startExchange({ listen: { patience: { answer: 300 } } });
    try {
      const both = exchange.as('both');
      const collection = await exchange.newCollection();
      for (const object of objects) await publish(both, collection, object);
      const socket = asking(exchange.origin, `${collection}objects/`);
      socket.pause();
      // It takes nothing: the server hangs up, having waited as long as it waits.
      await new Promise((resolve) => socket.once('close', resolve).once('error', resolve) && setTimeout(() => socket.resume(), 2_000));
      expect((await both.get(`${collection}objects/?limit=1`)).status).toBe(200);
    } finally {
      await exchange.close();
    }
  });
});

function asking(origin: string, path: string) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const authorization = basic('both', passwordOf('both'));
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAccept: ${TAXII}\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`);
  return socket;
}

/** The octets of a body that is taken bit by bit. */
async function takenSlowly(origin: string, path: string): Promise<number> {
  const socket = asking(origin, path);
  let octets = 0;
  let head = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    if (octets === 0 && !head.includes('\r\n\r\n')) {
      head = Buffer.concat([head, chunk]);
      octets = head.includes('\r\n\r\n') ? head.length - head.indexOf('\r\n\r\n') - 4 : 0;
    } else octets += chunk.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return octets;
}
