// The author of an object in a collection that tells no authors.
import * as fc from 'fast-check';
import { withAuthor } from '../../collections/publishing/attribution.ts';

const PROXY = 'identity--9d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a59';

test.each([
  ['first', '{"created_by_ref":"identity--1","id":"a"}', `{"created_by_ref":"${PROXY}","id":"a"}`],
  ['last', '{"id":"a","created_by_ref":"identity--1"}', `{"id":"a","created_by_ref":"${PROXY}"}`],
  ['alone', '{"created_by_ref":"x"}', `{"created_by_ref":"${PROXY}"}`],
  ['with blanks around it', '{ "id" : 1 ,\n "created_by_ref" :\t"x" \r\n}', `{ "id" : 1 ,\n "created_by_ref" :\t"${PROXY}" \r\n}`],
  ['with escapes in its name', String.raw`{"created\u005fby_ref":"x"}`, String.raw`{"created\u005fby_ref":"${PROXY}"}`],
  ['with quotes and commas in it', String.raw`{"created_by_ref":"a\",}\\","b":"}"}`, `{"created_by_ref":"${PROXY}","b":"}"}`],
  ['that is no text', '{"created_by_ref":[1,{"a":2}],"b":3}', `{"created_by_ref":"${PROXY}","b":3}`],
  ['behind a value of its name', '{"a":"created_by_ref","created_by_ref":"x"}', `{"a":"created_by_ref","created_by_ref":"${PROXY}"}`],
  ['behind one further in', '{"a":{"created_by_ref":"y"},"created_by_ref":"x"}', `{"a":{"created_by_ref":"y"},"created_by_ref":"${PROXY}"}`],
])('an author %s is replaced, and nothing else', (_, from, to) => {
  expect(Buffer.from(withAuthor(Buffer.from(from), PROXY)).toString()).toBe(to);
});

test('an object without an author stays as it is, to the byte', () => {
  const bytes = Buffer.from('{"id":"a","x":{"created_by_ref":"y"},"list":["created_by_ref"]}');
  expect(withAuthor(bytes, PROXY)).toBe(bytes);
});

test('whatever else an object has stays, in whatever order', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), fc.nat({ max: 2 }), (members, hasAuthor, indent) => {
      const object = hasAuthor ? { ...members, created_by_ref: 'identity--1', z: 0 } : members;
      const bytes = Buffer.from(` ${JSON.stringify(object, undefined, indent)}`).subarray(1);
      const expected = Object.hasOwn(object, 'created_by_ref') ? { ...object, created_by_ref: PROXY } : object;
      expect(JSON.parse(Buffer.from(withAuthor(bytes, PROXY)).toString())).toEqual(JSON.parse(JSON.stringify(expected)));
    }),
    { numRuns: 300 },
  );
});
