// Observed data and its container.
import type { JsonValue } from '../../../../schemas/stix/json.ts';
import { example, idOf, observableIdOf } from '../examples.ts';
import { ADDRESS, contained, variant, type Row } from './row.ts';

/** Objects that break one rule each. */
export const OBSERVED_DATA: readonly Row[] = [
  [
    'observed-data-content',
    'C-18',
    'both objects and object_refs',
    variant('observed-data', 1, { object_refs: [observableIdOf('ipv4-addr')] }),
    '',
  ],
  [
    'observed-data-content',
    'C-18',
    'neither objects nor object_refs',
    example('observed-data', { object_refs: undefined }),
    '',
  ],
  [
    'observed-data-observables',
    'C-19',
    'only a relationship',
    example('observed-data', { object_refs: [idOf('relationship')] }),
    '/object_refs',
  ],
  [
    'reference-target',
    'C-19',
    'an identity observed',
    example('observed-data', { object_refs: [observableIdOf('ipv4-addr'), idOf('identity')] }),
    '/object_refs/1',
  ],
  ['container-deprecated', 'K-304', 'a container', contained({ '0': ADDRESS }), '/objects'],
  ['container-key', 'K-141', 'a key that is no number', contained({ first: ADDRESS }), '/objects/first'],
  [
    'container-type',
    'T-28',
    'an identity in a container',
    contained({ '0': { type: 'identity', name: 'x' } }),
    '/objects/0/type',
  ],
  ['container-type', 'T-28', 'an object without type', contained({ '0': { value: 'x' } }), '/objects/0'],
  [
    'container-id',
    'T-28',
    'an object without id',
    contained({ '0': { type: 'ipv4-addr', value: '198.51.100.7' } }),
    '/objects/0',
  ],
  [
    'container-reference',
    'T-28',
    'a key that is not there',
    contained({ '0': { ...ADDRESS, resolves_to_refs: ['1'] } }),
    '/objects/0/resolves_to_refs/0',
  ],
  [
    'container-reference',
    'T-28',
    'an identifier as a key',
    contained({ '0': { ...ADDRESS, belongs_to_refs: [observableIdOf('autonomous-system')] } }),
    '/objects/0/belongs_to_refs/0',
  ],
  [
    'container-reference',
    'T-28',
    'a custom reference that leads nowhere',
    contained({ '0': { ...ADDRESS, x_example_ref: '7' } }),
    '/objects/0/x_example_ref',
  ],
  [
    'container-reference-target',
    'T-28',
    'the key of an object of another type',
    contained({ '0': { ...ADDRESS, resolves_to_refs: ['0'] } }),
    '/objects/0/resolves_to_refs/0',
  ],
  [
    'property-missing',
    'C.3',
    'an object without its value',
    contained({ '0': { ...ADDRESS, value: undefined as unknown as JsonValue } }),
    '/objects/0',
  ],
  [
    'ipv4-form',
    'A.7',
    'a wrong address in a container',
    contained({ '0': { ...ADDRESS, value: '198.51.100.700' } }),
    '/objects/0/value',
  ],
  [
    'id-type',
    'T-21',
    'a wrong id in a container',
    contained({ '0': { ...ADDRESS, id: observableIdOf('ipv6-addr') } }),
    '/objects/0/id',
  ],
  [
    'time-order',
    'C-06',
    'traffic that ends before it starts in a container',
    contained({
      '0': {
        type: 'network-traffic',
        id: observableIdOf('network-traffic'),
        src_ref: '1',
        protocols: ['tcp'],
        start: '2024-01-02T00:00:00Z',
        end: '2024-01-01T00:00:00Z',
        is_active: false,
      },
      '1': ADDRESS,
    }),
    '/objects/0/end',
  ],
];
