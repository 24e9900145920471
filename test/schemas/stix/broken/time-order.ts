// Times in the wrong order.
import { example } from '../examples.ts';
import { type Row } from './row.ts';

/** Objects that break one rule each. */
export const ORDER: readonly Row[] = [
  [
    'time-order',
    'C-01',
    'modified before created by a microsecond',
    example('identity', { created: '2024-01-31T08:00:00.000001Z', modified: '2024-01-31T08:00:00.000Z' }),
    '/modified',
  ],
  [
    'time-order',
    'C-01',
    'the same on a language-content',
    example('language-content', { modified: '2023-01-31T08:00:00.000Z' }),
    '/modified',
  ],
  ...['campaign', 'infrastructure', 'intrusion-set', 'malware', 'threat-actor', 'sighting'].map((type): Row => [
    'time-order',
    'C-02',
    `${type} last_seen before first_seen`,
    example(type, { last_seen: '2023-12-31T23:59:59.999999999Z' }),
    '/last_seen',
  ]),
  [
    'time-order',
    'C-03',
    'indicator valid_until equal to valid_from',
    example('indicator', { valid_until: '2024-01-01T00:00:00.000Z' }),
    '/valid_until',
  ],
  [
    'time-order',
    'C-03',
    'indicator valid_until before valid_from',
    example('indicator', { valid_until: '2023-01-01T00:00:00Z' }),
    '/valid_until',
  ],
  [
    'time-order',
    'C-04',
    'last_observed before first_observed',
    example('observed-data', { last_observed: '2023-01-01T00:00:00Z' }),
    '/last_observed',
  ],
  [
    'time-order',
    'C-05',
    'relationship stop_time equal to start_time',
    example('relationship', { stop_time: '2024-01-01T00:00:00.000000Z' }),
    '/stop_time',
  ],
  [
    'time-order',
    'C-06',
    'network-traffic end before start',
    example('network-traffic', { end: '2023-12-31T23:59:58Z' }),
    '/end',
  ],
];
