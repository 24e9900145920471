// Bodies of every kind for fuzzing: valid STIX, STIX with mistakes, other JSON, and what is none.
import fc from 'fast-check';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { indicator, malware, newId } from '../protocol/stix-objects.ts';

/** A text that must never be in a log: it is in every body that has objects, and in every wrong password. */
export const SECRET = 'SECRET-OF-A-CLIENT';

/** Bodies: valid envelopes, mutated ones, other JSON, and octets. */
export function arbitraryBody(): fc.Arbitrary<Buffer> {
  const property = fc.tuple(
    fc.oneof(fc.constantFrom('id', 'type', 'spec_version', 'created', 'modified', 'pattern', 'pattern_type', 'valid_from', 'labels', 'confidence', 'object_marking_refs', 'granular_markings', 'external_references', 'created_by_ref', 'revoked', 'extensions', 'lang', '__proto__', 'constructor', 'x_example'), fc.string({ maxLength: 8 })),
    fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom<unknown>(null, -1, Number.MAX_VALUE, '2024-01-01T00:00:00.000Z', '0000-00-00T00:00:00Z', newId('identity'), `[a:b = '${'x'.repeat(2_000)}'`, '('.repeat(500), [[[[]]]], { selectors: ['x'], lang: 'en' }, [{}], [{ selectors: ['x.[9]'] }])),
  );
  const object = fc.tuple(fc.constantFrom(indicator, malware), fc.array(property, { maxLength: 3 })).map(([make, properties]) => {
    const members = { ...make({ description: SECRET }) };
    // As JSON.parse has it: a member of that name, and no prototype.
    for (const [name, value] of properties) Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
    return members as object;
  });
  const envelope = fc.array(fc.oneof({ weight: 5, arbitrary: object }, { weight: 1, arbitrary: fc.jsonValue().map((value) => value as object) }), { maxLength: 4 }).map((objects) => Buffer.from(JSON.stringify({ objects })));
  const valid = fc.integer({ min: 1, max: 60 }).map((count) => Buffer.from(JSON.stringify({ objects: Array.from({ length: count }, () => indicator({ description: SECRET })) })));
  const repeated = fc.constantFrom('id', 'type', 'x_a').map((name) => Buffer.from(`{"objects":[${JSON.stringify(indicator()).slice(0, -1)},"${name}":"${SECRET}","${name}":1}]}`));
  const deep = fc.tuple(fc.constantFrom('[', '{"a":', '{"objects":['), fc.constantFrom(10, 200, 20_000)).map(([open, depth]) => Buffer.from(open.repeat(depth)));
  const octets = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const text = fc.oneof(fc.json(), fc.string({ unit: 'binary' })).map((json) => Buffer.from(json));
  const coded = fc.tuple(valid, fc.constantFrom(gzipSync, brotliCompressSync, deflateSync)).map(([body, code]) => code(body));
  const mutated = fc.tuple(envelope, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([body, at, bytes]) => {
    const changed = Buffer.from(body);
    changed.set(bytes, at % Math.max(1, changed.length - 4));
    return changed;
  });
  const truncated = fc.tuple(envelope, fc.nat()).map(([body, at]) => body.subarray(0, at % body.length));
  return fc.oneof({ weight: 4, arbitrary: envelope }, { weight: 2, arbitrary: valid }, { weight: 2, arbitrary: mutated }, truncated, repeated, deep, octets, text, coded, fc.constant(Buffer.alloc(0)));
}
