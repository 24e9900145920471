// Objects on their way to the writer: what is unpacked is what was packed, whatever they are called and say.
import fc from 'fast-check';
import { contentOf, packObjects, type UnlabelledObject } from '../../collections/storage/packed-objects.ts';
import type { MarkingOutcome } from '../../collections/storage/port.ts';

// Ids of refused objects may have halves of surrogate pairs in them, and anything else.
const WORDS = fc.string({ unit: 'binary', maxLength: 12 }).chain((text) => fc.constantFrom(text, `${text}\ud800`));
const REFUSED = fc.array(fc.record({ id: WORDS, version: WORDS, message: WORDS }), { maxLength: 3 });
const OUTCOMES = fc.array(
  fc.record({ label: fc.record({ markings: fc.array(WORDS, { maxLength: 2 }) }), uses: fc.array(WORDS, { maxLength: 2 }) }),
  { minLength: 1, maxLength: 3 },
);

/** Objects as they are before they have a place among the bytes. */
function objectsFor(outcomes: number): fc.Arbitrary<(Omit<UnlabelledObject, 'start' | 'end'> & { length: number })[]> {
  const required = {
    id: WORDS,
    type: WORDS,
    specVersion: fc.constantFrom('2.0' as const, '2.1' as const),
    isRevoked: fc.boolean(),
    combination: fc.nat(outcomes - 1),
    length: fc.nat(1_000),
  };
  const optional = { version: WORDS, message: WORDS, validUntil: fc.maxSafeInteger() };
  const keys = ['id', 'type', 'specVersion', 'isRevoked', 'combination', 'length'] as const;
  return fc.array(fc.record({ ...required, ...optional }, { requiredKeys: [...keys] }), { maxLength: 6 });
}

function placed(objects: readonly (Omit<UnlabelledObject, 'start' | 'end'> & { length: number })[]): UnlabelledObject[] {
  let end = 0;
  return objects.map(({ length, ...object }) => {
    const start = end;
    end += length;
    return { ...object, start, end };
  });
}

const bytes = new Uint8Array();

test('each object comes back with what its markings come to, and the refused ones as they were', () => {
  const envelopes = OUTCOMES.chain((outcomes) => fc.tuple(fc.constant(outcomes), objectsFor(outcomes.length).map(placed), REFUSED));
  fc.assert(
    fc.property(envelopes, ([combinations, objects, refused]) => {
      const packed = packObjects(objects, refused);
      expect(packed).toMatchObject({ accepted: objects.length, refused: refused.length });
      const content = contentOf({ bytes, objects: packed, combinations });
      expect(content.refused).toEqual(refused);
      expect(content.accepted).toEqual(objects.map(({ combination, ...object }) => ({ ...object, ...combinations[combination] })));
    }),
  );
});

test('objects that their markings keep out are refused, after those that were before, and the others keep their places', () => {
  const object = (id: string, combination: number) => ({ id, type: 'note', specVersion: '2.1' as const, isRevoked: false, combination, length: 10 });
  const objects = placed([object('note--1', 1), { ...object('note--2', 0), version: 'then' }, object('note--3', 1)]);
  const taken: MarkingOutcome = { label: { markings: [] }, uses: [] };
  const packed = packObjects(objects, [{ id: 'note--0', version: 'x', message: 'no note' }]);
  const content = contentOf({ bytes, objects: packed, combinations: [{ ...taken, refusal: 'too red' }, taken] });
  expect(content.accepted.map(({ id, start, end }) => [id, start, end])).toEqual([['note--1', 0, 10], ['note--3', 20, 30]]);
  expect(content.refused).toEqual([
    { id: 'note--0', version: 'x', message: 'no note' },
    { id: 'note--2', version: 'then', message: 'too red' },
  ]);
});

test('an object of whose markings nothing is said is a mistake, not an unmarked one', () => {
  const packed = packObjects(placed([{ id: 'note--1', type: 'note', specVersion: '2.1', isRevoked: false, combination: 1, length: 1 }]), []);
  expect(() => contentOf({ bytes, objects: packed, combinations: [{ label: { markings: [] }, uses: [] }] })).toThrow('note--1');
});
