// What a collection does not take, and limits.
import { example, idOf } from '../examples.ts';
import { custom, DEFINITION, nested, type Row } from './row.ts';

/** Objects that break one rule each. */
export const POLICIES: readonly Row[] = [
  [
    'type-not-taken',
    'H.4',
    'a type that is not taken',
    example('identity'),
    '/type',
    { allowedTypes: ['indicator', 'malware'] },
  ],
  ['stix-2.0-not-taken', 'B-01', 'a STIX 2.0 object', example('identity', { spec_version: undefined }), ''],
  ['stix-2.0-not-taken', 'B-01', 'a STIX 2.0 bundle', example('bundle', { spec_version: '2.0' }), ''],
  ['custom-content-not-taken', 'H.4', 'a custom type', custom('x-example-thing'), '/type', { customContent: 'refuse' }],
  [
    'custom-content-not-taken',
    'H.4',
    'a custom property',
    example('mutex', { x_example: 1, extensions: undefined }),
    '/x_example',
    { customContent: 'refuse' },
  ],
  [
    'custom-content-not-taken',
    'H.4',
    'an extension',
    example('mutex'),
    `/extensions/${DEFINITION}`,
    { customContent: 'refuse' },
  ],
  [
    'nesting-depth',
    'H',
    'a custom value 102 deep',
    example('identity', { x_example: nested(102) }),
    `/x_example${'/0'.repeat(100)}`,
  ],
  ['more-errors', 'H', '60 mistakes', example('identity', { roles: Array.from({ length: 60 }, () => 5) }), ''],
  ['more-hints', 'H', '60 hints', example('identity', { sectors: Array.from({ length: 60 }, () => 'x') }), ''],
  [
    'property-missing',
    'B-01',
    'a STIX 2.0 object without modified',
    example('identity', { spec_version: undefined, modified: undefined }),
    '',
    { stix20: true },
  ],
  [
    'timestamp-form',
    'B-01',
    'a STIX 2.0 object with a broken version',
    example('identity', { spec_version: undefined, modified: 'now' }),
    '/modified',
    { stix20: true },
  ],
  [
    'reference-target',
    'B-01',
    'a STIX 2.0 object by a campaign',
    example('identity', { spec_version: undefined, created_by_ref: idOf('campaign') }),
    '/created_by_ref',
    { stix20: true },
  ],
];
