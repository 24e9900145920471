// What processes hand each other comes as it was sent, however it is cut on its way.
import fc from 'fast-check';
import { receiveFrame, writeFrame, type Frame } from '../../collections/publishing/frames.ts';

const frames = fc.array(
  fc.record({
    head: fc.jsonValue(),
    parts: fc.array(fc.uint8Array({ maxLength: 300 }).map((octets) => new Uint8Array(octets)), { maxLength: 3 }),
  }),
  { maxLength: 5 },
);

function octetsOf(all: readonly Frame<unknown>[]): Buffer {
  const written: Uint8Array[] = [];
  for (const frame of all) writeFrame(frame, (octets) => written.push(octets));
  return Buffer.concat(written);
}

test('frames come one after the other, whatever pieces their octets come in', () => {
  fc.assert(fc.property(frames, fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), comeAsSent));
});

function comeAsSent(sent: readonly Frame<unknown>[], sizes: readonly number[]): void {
  const octets = octetsOf(sent);
  const received: Frame<unknown>[] = [];
  const receiver = receiveFrame((frame) => received.push(frame));
  for (let start = 0, piece = 0; start < octets.length; piece += 1) {
    const size = sizes[piece % sizes.length] ?? 1;
    receiver.push(octets.subarray(start, start + size));
    start += size;
  }
  // Heads are JSON: it has no -0.
  expect(received).toEqual(sent.map(({ head, parts }) => ({ head: JSON.parse(JSON.stringify(head)) as unknown, parts })));
}

test('a frame is there with its last octet, and not before', () => {
  const received: Frame<string>[] = [];
  const receiver = receiveFrame<string>((frame) => received.push(frame));
  const octets = octetsOf([{ head: 'first', parts: [new Uint8Array(0), new Uint8Array([1, 2])] }]);
  receiver.push(octets.subarray(0, -1));
  expect(received).toEqual([]);
  receiver.push(octets.subarray(-1));
  expect(received).toEqual([{ head: 'first', parts: [new Uint8Array(0), new Uint8Array([1, 2])] }]);
});

test('what is received lies in memory of its own, which may be moved on', () => {
  const received: Frame<string>[] = [];
  receiveFrame<string>((frame) => received.push(frame)).push(octetsOf([{ head: '', parts: [new Uint8Array(10), new Uint8Array(20)] }]));
  expect(received[0]?.parts.map(({ buffer }) => buffer.byteLength)).toEqual([10, 20]);
});
