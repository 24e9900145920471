// What tells stored objects apart (B-01, T-5.5-06, T-5.5-07).
import { describeObject } from '../../../schemas/stix/describe-object.ts';
import { example, EXAMPLES } from './examples.ts';

const MODIFIED = '2024-02-29T08:00:00.123456Z';
const CREATED = '2024-01-31T08:00:00.000Z';

describe('describeObject', () => {
  test.each([
    ['a domain object', example('indicator'), '2.1', MODIFIED],
    ['a relationship', example('relationship'), '2.1', MODIFIED],
    ['a translation', example('language-content'), '2.1', MODIFIED],
    ['a marking definition, which has no modified', example('marking-definition'), '2.1', CREATED],
    ['an observable', example('ipv4-addr'), '2.1', undefined],
    ['an observable without spec_version', example('ipv4-addr', { spec_version: undefined }), '2.1', undefined],
    [
      'an observable with versions',
      example('ipv4-addr', { spec_version: undefined, modified: CREATED }),
      '2.1',
      CREATED,
    ],
    ['a domain object without spec_version', example('indicator', { spec_version: undefined }), '2.0', MODIFIED],
    [
      'a marking definition without spec_version',
      example('marking-definition', { spec_version: undefined }),
      '2.0',
      CREATED,
    ],
    ['a custom object without times', { type: 'x-a', id: 'x-a--1' }, '2.1', undefined],
    ['a custom object with created', { type: 'x-a', id: 'x-a--1', created: CREATED }, '2.0', CREATED],
    ['a bundle', example('bundle'), '2.1', undefined],
    ['a bundle of STIX 2.0', example('bundle', { spec_version: '2.0' }), '2.0', undefined],
    ['an object of an unknown version', example('indicator', { spec_version: '3.0' }), '2.1', MODIFIED],
    ['an object whose version is no text', example('indicator', { modified: 5 }), '2.1', CREATED],
  ])('%s', (_, object, specVersion, version) => {
    const { id, type } = object;
    expect(describeObject(object)).toEqual({ id, type, specVersion, version });
  });

  test.each([[{ type: 'identity' }], [{ id: 'identity--1' }], [{ type: 5, id: 'identity--1' }], [{}]])(
    'undefined for %j, which lacks id or type',
    (object) => {
      expect(describeObject(object)).toBeUndefined();
    },
  );

  test('every type of the standard is described', () => {
    for (const variants of Object.values(EXAMPLES)) {
      for (const object of variants) {
        expect(describeObject(object)).toMatchObject({ id: object.id, type: object.type, specVersion: '2.1' });
      }
    }
  });
});
