// The octets of an answer are the same, whatever they are kept as and whichever coding they are asked for in.
import { Representation } from '../../server/representation.ts';
import { DECODERS } from '../protocol/client.ts';

/** Octets of all values, in parts of which some are empty. */
function partsOf(length: number, count: number): Buffer[] {
  const whole = Buffer.from(Uint8Array.from({ length }, (_, index) => index * 31));
  const size = Math.ceil(length / count);
  return Array.from({ length: count + 1 }, (_, index) => whole.subarray(index * size, (index + 1) * size));
}

function octetsOf({ octets }: Representation): Buffer {
  return typeof octets === 'string' ? Buffer.from(octets, 'latin1') : Buffer.concat(octets);
}

describe.each([1, 8 * 1024, 8 * 1024 + 1, 100_000])('%d octets', (length) => {
  test.each([1, 3, 100])('in %d parts', async (count) => {
    const parts = partsOf(length, count);
    const representation = new Representation(parts, 'name');
    expect(representation.length).toBe(length);
    expect(octetsOf(representation).equals(Buffer.concat(parts))).toBe(true);
    for (const coding of ['gzip', 'br', 'zstd'] as const) {
      const encoded = await representation.encoded(coding);
      expect(Buffer.concat(parts).equals(DECODERS[coding]?.(encoded) ?? encoded)).toBe(true);
    }
  });
});

test('a coding that is asked for again is made once', async () => {
  const representation = new Representation([Buffer.alloc(10_000, 'x')], 'name');
  const [one, other] = await Promise.all([representation.encoded('zstd'), representation.encoded('zstd')]);
  expect(other).toBe(one);
  expect(await representation.encoded('zstd')).toBe(one);
});
