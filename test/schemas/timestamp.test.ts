// Timestamps and version keys: what is one, and that plain order of keys is order in time.
import fc from 'fast-check';
import { formatTimestamp, isTimestamp, now, parseFilterTimestamp, parseTimestamp, versionKey } from '../../schemas/timestamp.ts';
import { processorTime } from '../processor-time.ts';

describe('STIX timestamps (STIX 2.1, 2.16)', () => {
  test.each([
    ['2018-03-02T01:01:01Z', '2018-03-02T01:01:01.000'],
    ['2018-03-02T01:01:01.1Z', '2018-03-02T01:01:01.100'],
    ['2018-03-02T01:01:01.120Z', '2018-03-02T01:01:01.120'],
    ['2018-03-02T01:01:01.123456789Z', '2018-03-02T01:01:01.123456789'],
    ['2018-03-02T01:01:01.123000Z', '2018-03-02T01:01:01.123'],
    ['2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000'],
    ['2000-02-29T00:00:00.000Z', '2000-02-29T00:00:00.000'],
    ['2016-12-31T23:59:60.5Z', '2017-01-01T00:00:00.500'],
    ['0000-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999'],
  ])('%s has the version key %s', (text, key) => {
    expect(versionKey(text)).toBe(key);
    expect(isTimestamp(text)).toBe(true);
  });

  test.each([
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2023-04-31T00:00:00Z',
    '2023-13-01T00:00:00Z',
    '2023-00-01T00:00:00Z',
    '2023-01-01T24:00:00Z',
    '2023-01-01T00:60:00Z',
    '2023-01-01T00:00:61Z',
    '2023-01-01T00:00:00.Z',
    '2023-01-01T00:00:00+00:00',
    '2023-01-01t00:00:00z',
    '2023-01-01 00:00:00Z',
    '2023-01-01T00:00:00',
    '2023-01-01',
    ' 2023-01-01T00:00:00Z',
    '9999-12-31T23:59:60Z',
    '',
  ])('"%s" is none', (text) => {
    expect(versionKey(text)).toBeUndefined();
    expect(parseTimestamp(text)).toBeUndefined();
  });

  test('T-3.4.1-13 keys sort as their instants, whatever their precision', () => {
    const instant = fc.record({ second: fc.integer({ min: 0, max: 3 }), fraction: fc.stringMatching(/^[0-9]{1,8}$/) });
    fc.assert(
      fc.property(instant, instant, (one, other) => {
        const value = ({ second, fraction }: typeof one): bigint => BigInt(second) * 10n ** 8n + BigInt(fraction.padEnd(8, '0'));
        const key = ({ second, fraction }: typeof one): string => versionKey(`2026-01-01T00:00:0${second}.${fraction}Z`) ?? '';
        const order = value(one) < value(other) ? -1 : Number(value(one) > value(other));
        expect(key(one) < key(other) ? -1 : Number(key(one) > key(other))).toBe(order);
      }),
    );
  });

  test('a fraction of a million zeros costs linear time', () => {
    const took = processorTime(() => {
      expect(versionKey(`2026-01-01T00:00:00.${'0'.repeat(1e6)}1Z`)).toHaveLength(20 + 1e6 + 1);
    });
    expect(took).toBeLessThan(2_000);
  });
});

describe('added_after values (T-3.4-07)', () => {
  test.each([
    ['2024-01-01T00:00:00Z', 0],
    ['2024-01-01T00:00:00.5Z', 500_000],
    ['2024-01-01T00:00:00.123456Z', 123_456],
    ['2024-01-01T00:00:00.123456789Z', 123_456],
    ['2024-01-01T00:00:00+00:00', 0],
    ['2024-01-01T00:00:00.25 00:00', 250_000],
    ['2024-01-01t00:00:00z', 0],
    ['2024-01-01T00:00:00-00:00', 0],
  ])('%s is read', (text, microseconds) => {
    expect(parseFilterTimestamp(text)).toBe(Date.UTC(2024, 0, 1) * 1000 + microseconds);
  });

  test.each(['2024-01-01', '2024-01-01T00:00:00', '2024-01-01T00:00:00+01:00', '2024-02-30T00:00:00Z', '2024-01-01T00:00:00.1234567890Z', '1704067200', ''])(
    '"%s" is not',
    (text) => {
      expect(parseFilterTimestamp(text)).toBeUndefined();
    },
  );
});

describe('TAXII timestamps (T-2-08, T-2-09)', () => {
  test('have six digits and Z, before 1970 as after it', () => {
    expect(formatTimestamp(0)).toBe('1970-01-01T00:00:00.000000Z');
    expect(formatTimestamp(-1)).toBe('1969-12-31T23:59:59.999999Z');
    expect(formatTimestamp(1_704_067_200_000_001)).toBe('2024-01-01T00:00:00.000001Z');
  });

  test('are read back as they were', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000_000 / 8, max: Number.MAX_SAFE_INTEGER }), (instant) => {
        expect(parseTimestamp(formatTimestamp(instant))).toBe(instant);
      }),
    );
  });

  test('tell the present', () => {
    const before = Date.now();
    const present = now() / 1_000;
    expect(present).toBeGreaterThanOrEqual(before);
    expect(present).toBeLessThanOrEqual(Date.now());
  });
});
