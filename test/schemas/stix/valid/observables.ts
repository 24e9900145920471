// Valid cyber-observables.
import { observableIdOf, observable, type Examples } from './common.ts';

/** Each type's valid objects. */
export const OBSERVABLES: Examples = {
  artifact: [
    observable('artifact', {
      mime_type: 'image/png',
      payload_bin: 'AAECAw==',
      hashes: {
        MD5: '37b59afd592725f9305e484a5d7f5168',
        'SHA-256': '054edec1d0211f624fed0cbca9d4f9400b0e491c43742af2c5b0abebf0c990d8',
      },
      encryption_algorithm: 'mime-type-indicated',
      decryption_key: 'infected',
    }),
    observable('artifact', { url: 'https://example.org/a', hashes: { 'SHA-256': 'a'.repeat(64) } }),
  ],
  'autonomous-system': [observable('autonomous-system', { number: 64_500, name: 'Example', rir: 'RIPE' })],
  directory: [
    observable('directory', {
      path: 'C:\\Temp',
      path_enc: 'windows-1252',
      ctime: '2024-01-01T00:00:00Z',
      mtime: '2024-01-01T00:00:00Z',
      atime: '2024-01-01T00:00:00Z',
      contains_refs: [observableIdOf('file'), observableIdOf('directory')],
    }),
  ],
  'domain-name': [
    observable('domain-name', {
      value: 'bücher.example',
      resolves_to_refs: [observableIdOf('ipv4-addr'), observableIdOf('domain-name')],
    }),
  ],
  'email-addr': [
    observable('email-addr', {
      value: 'ana@example.org',
      display_name: 'Ana',
      belongs_to_ref: observableIdOf('user-account'),
    }),
  ],
  'ipv4-addr': [
    observable('ipv4-addr', {
      value: '198.51.100.0/24',
      resolves_to_refs: [observableIdOf('mac-addr')],
      belongs_to_refs: [observableIdOf('autonomous-system')],
    }),
  ],
  'ipv6-addr': [
    observable('ipv6-addr', {
      value: '2001:db8::ffff:198.51.100.7/128',
      resolves_to_refs: [observableIdOf('mac-addr')],
      belongs_to_refs: [observableIdOf('autonomous-system')],
    }),
  ],
  'mac-addr': [observable('mac-addr', { value: '0a:1b:2c:3d:4e:5f' })],
  mutex: [observable('mutex', { name: '' })],
  software: [
    observable('software', {
      name: 'Word',
      cpe: 'cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*',
      swid: 's',
      languages: ['en', 'c'.repeat(3)],
      vendor: 'Microsoft',
      version: '2002',
    }),
  ],
  url: [
    observable('url', { value: 'https://example.org/a?b=%20#c' }),
    observable('url', { value: 'hxxp://a[.]b', defanged: true }),
  ],
  'user-account': [
    observable('user-account', {
      user_id: '1001',
      credential: 'c',
      account_login: 'ana',
      account_type: 'unix',
      display_name: 'Ana',
      is_service_account: false,
      is_privileged: false,
      can_escalate_privs: true,
      is_disabled: false,
      account_created: '2024-01-01T00:00:00Z',
      account_expires: '2023-01-01T00:00:00Z',
      credential_last_changed: '2024-01-01T00:00:00Z',
      account_first_login: '2024-01-01T00:00:00Z',
      account_last_login: '2023-01-01T00:00:00Z',
      extensions: { 'unix-account-ext': { gid: 1001, groups: ['wheel'], home_dir: '/home/ana', shell: '/bin/sh' } },
    }),
  ],
  'windows-registry-key': [
    observable('windows-registry-key', {
      key: 'HKEY_LOCAL_MACHINE\\Software\\X',
      values: [{ name: '', data: '1', data_type: 'REG_SZ' }],
      modified_time: '2024-01-01T00:00:00Z',
      creator_user_ref: observableIdOf('user-account'),
      number_of_subkeys: 2,
    }),
  ],
  'x509-certificate': [
    observable('x509-certificate', {
      is_self_signed: false,
      hashes: { 'SHA-256': 'a'.repeat(64) },
      version: '3',
      serial_number: '36:f7',
      signature_algorithm: 'sha256',
      issuer: 'I',
      validity_not_before: '2024-01-01T00:00:00Z',
      validity_not_after: '2023-01-01T00:00:00Z',
      subject: 'S',
      subject_public_key_algorithm: 'rsa',
      subject_public_key_modulus: '00:c2',
      subject_public_key_exponent: 65_537,
      x509_v3_extensions: {
        basic_constraints: 'critical,CA:TRUE',
        private_key_usage_period_not_before: '2024-01-01T00:00:00Z',
        private_key_usage_period_not_after: '2023-01-01T00:00:00Z',
      },
    }),
  ],
};
