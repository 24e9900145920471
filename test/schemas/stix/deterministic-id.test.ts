// Ids that follow from content, against known vectors (E).
import { checkObject } from '../../../schemas/stix/check-object.ts';
import { CONTRIBUTING_PROPERTIES, deterministicId } from '../../../schemas/stix/deterministic-id.ts';
import type { JsonObject } from '../../../schemas/stix/json.ts';
import { CATEGORIES } from '../../../schemas/stix/types.ts';

const VECTORS: readonly (readonly [string, JsonObject])[] = [
  ['ipv4-addr--93a009bc-d264-5e6f-9c0b-a66d7836386a', { value: '192.0.2.17' }],
  ['ipv6-addr--fb547dda-eacd-5800-bb18-1e9ebcdf5f77', { value: '2001:db8::5/128' }],
  ['domain-name--bc14bc83-4e80-5e73-a9e6-02c908b6363f', { value: 'mail.example.net' }],
  ['url--7365b2d4-fa5e-505e-8383-31178aa1e4bd', { value: 'https://example.net/a?b=1&c=%20d' }],
  ['email-addr--16084e37-d446-54f8-944d-47c713f307e0', { value: 'ana@example.net', display_name: 'Ana' }],
  ['mac-addr--98037e30-ec6a-5a7c-8b7d-a2731ddf328d', { value: '0a:1b:2c:3d:4e:5f' }],
  ['mutex--680bf942-75f4-5d61-80f5-4d9f2e7f59d7', { name: 'Glöbal\\x"y' }],
  ['autonomous-system--0a5f7072-df00-5729-9f0a-4eb18631a446', { number: 64_500, name: 'Example' }],
  ['directory--aeae6248-3797-56b2-a113-21b4c831a57e', { path: 'C:\\Temp\\é' }],
  ['software--3cd9229c-950d-5f9a-8d25-2b6e98e6e928', { version: '1.0', vendor: 'Ex', name: 'Tool' }],
  [
    'user-account--278aed34-ff8d-5203-87d7-72f4b28a191a',
    { user_id: '1001', account_login: 'ana', account_type: 'unix' },
  ],
  ['email-message--41378d48-95b7-5841-bdc8-5b28034adef3', { is_multipart: false, subject: 'Hi', body: 'line1\nline2' }],
  [
    'artifact--f56ee97d-c50c-5b0f-99e7-ef8bc81f735c',
    { hashes: { 'SHA-256': 'a'.repeat(64), MD5: 'b'.repeat(32) }, payload_bin: 'AAECAw==' },
  ],
  ['file--3a4aedff-ef0b-56c0-b3b8-b62a3eb6bf4b', { name: 'a.txt', hashes: { 'SHA3-256': 'c'.repeat(64) } }],
  [
    'windows-registry-key--2d6c1514-399a-55e9-965d-4a07960bcb5d',
    { key: 'HKEY_LOCAL_MACHINE\\Software\\X', values: [{ name: '', data: '1', data_type: 'REG_SZ' }] },
  ],
  [
    'windows-registry-key--36594eba-bcc7-5014-9835-0e154264e588',
    {
      values: [
        { name: 'Foo', data: 'qwerty' },
        { name: 'Bar', data: '42' },
      ],
    },
  ],
];

describe('E: ids that follow from content', () => {
  test.each(VECTORS)('%s', (id, content) => {
    const type = id.slice(0, id.indexOf('--'));
    expect(deterministicId({ ...content, type, id: `${type}--00000000-0000-4000-8000-000000000000` })).toBe(id);
    expect(checkObject({ ...content, type, id }).filter(({ code }) => code.startsWith('id-'))).toEqual([]);
  });

  test.each([
    { type: 'email-message', is_multipart: false },
    { type: 'process', pid: 1 },
    { type: 'identity', name: 'x' },
    {},
  ])('no id follows from %j', (object) => {
    expect(deterministicId(object)).toBeUndefined();
  });

  test('nested hashes stay whole', () => {
    const stream = (hashes: JsonObject) =>
      deterministicId({
        type: 'file',
        name: 'a',
        extensions: { 'ntfs-ext': { alternate_data_streams: [{ name: 's', hashes }] } },
      });
    const md5 = { MD5: 'b'.repeat(32) };
    expect(stream(md5)).not.toBe(stream({ ...md5, 'SHA-1': 'b'.repeat(40) }));
  });

  test('text without a canonical form gives no id and no failure', () => {
    const object = { type: 'mutex', id: 'mutex--680bf942-75f4-5d61-80f5-4d9f2e7f59d7', name: '\uD800' };
    expect(checkObject(object)).toEqual([]);
  });

  test('every type of observable has its contributing properties', () => {
    const observables = [...CATEGORIES].filter(([, category]) => category === 'SCO').map(([type]) => type);
    expect([...CONTRIBUTING_PROPERTIES.keys()].toSorted()).toEqual(observables.toSorted());
  });
});
