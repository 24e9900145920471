// Places of JSON pointers in a text (RFC 6901).
import { locatePointer } from '../../../schemas/json/locate-pointer.ts';

test.each([
  ['', '{"a"'],
  ['/a', '"a": 1'],
  ['/b/1/c', '"c":'],
  ['/b/0', '{"c": 0}'],
  ['/b/1/missing', '{"c":'],
  ['/x~1y/~0', '"~": true'],
  ['/nothing/here', '{"a"'],
])('the place of %s', (pointer, beginning) => {
  const text = '{"a": 1, "b": [{"c": 0}, {"c": "}"}], "x/y": {"~": true}}, {"a": 2}';
  expect(text.slice(locatePointer(text, pointer))).toMatch(new RegExp(`^${beginning.replaceAll(/[{}[\]"]/g, '\\$&')}`));
});
