// Since when deletions are told, and until when they are kept.
import fc from 'fast-check';
import { forgottenBefore, toldSince } from '../../collections/tombstones.ts';
import { formatTimestamp, parseTimestamp } from '../../schemas/timestamp.ts';

const DAY = 86_400 * 1e6;
const at = (text: string): number => parseTimestamp(text) ?? NaN;

test.each([
  ['2027-02-05T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z'],
  ['2027-02-05T00:00:00.000001Z', '2026-01-02T00:00:00.000000Z'],
  ['2027-02-05T23:59:59.999999Z', '2026-01-02T00:00:00.000000Z'],
])('at %s deletions are told since %s', (instant, expected) => {
  expect(formatTimestamp(toldSince(at(instant)))).toBe(expected);
});

test('what is told by one server isn\'t forgotten by another whose clock is less than a day ahead', () => {
  fc.assert(
    fc.property(fc.nat({ max: 4_000_000_000 }), fc.nat({ max: DAY }), (second, ahead) => {
      expect(forgottenBefore(second * 1e6 + ahead)).toBeLessThanOrEqual(toldSince(second * 1e6));
    }),
  );
});
