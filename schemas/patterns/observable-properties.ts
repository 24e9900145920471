// The cyber-observable object types and their own properties (STIX 2.1, section 6), as data.

import { dictionary, list, object, reference } from './property-kinds.ts';
import type { PropertyRows } from './property-kinds.ts';

const emailMimePart = object({
  body: 'string', body_raw_ref: reference('artifact', 'file'), content_type: 'string', content_disposition: 'string',
});

const windowsRegistryValue = object({ name: 'string', data: 'string', data_type: 'string' });

const x509V3Extensions = object({
  basic_constraints: 'string', name_constraints: 'string', policy_constraints: 'string', key_usage: 'string',
  extended_key_usage: 'string', subject_key_identifier: 'string', authority_key_identifier: 'string',
  subject_alternative_name: 'string', issuer_alternative_name: 'string', subject_directory_attributes: 'string',
  crl_distribution_points: 'string', inhibit_any_policy: 'string', certificate_policies: 'string',
  policy_mappings: 'string', private_key_usage_period_not_before: 'timestamp',
  private_key_usage_period_not_after: 'timestamp',
});

/** Object type -> property -> kind, without the properties that all types share. */
export const OBSERVABLE_PROPERTIES: Readonly<Record<string, PropertyRows>> = {
  artifact: {
    mime_type: 'string', payload_bin: 'binary', url: 'string', hashes: 'hashes', encryption_algorithm: 'string',
    decryption_key: 'string',
  },
  'autonomous-system': { number: 'integer', name: 'string', rir: 'string' },
  directory: {
    path: 'string', path_enc: 'string', ctime: 'timestamp', mtime: 'timestamp', atime: 'timestamp',
    contains_refs: list(reference('file', 'directory')),
  },
  'domain-name': {
    value: 'string', resolves_to_refs: list(reference('ipv4-addr', 'ipv6-addr', 'domain-name')),
  },
  'email-addr': { value: 'string', display_name: 'string', belongs_to_ref: reference('user-account') },
  'email-message': {
    is_multipart: 'boolean', date: 'timestamp', content_type: 'string', from_ref: reference('email-addr'),
    sender_ref: reference('email-addr'), to_refs: list(reference('email-addr')),
    cc_refs: list(reference('email-addr')), bcc_refs: list(reference('email-addr')), message_id: 'string',
    subject: 'string', received_lines: list('string'), additional_header_fields: dictionary(list('string')),
    body: 'string', body_multipart: list(emailMimePart), raw_email_ref: reference('artifact'),
  },
  file: {
    hashes: 'hashes', size: 'integer', name: 'string', name_enc: 'string', magic_number_hex: 'hex',
    mime_type: 'string', ctime: 'timestamp', mtime: 'timestamp', atime: 'timestamp',
    parent_directory_ref: reference('directory'), contains_refs: list(reference()),
    content_ref: reference('artifact'),
  },
  'ipv4-addr': {
    value: 'string', resolves_to_refs: list(reference('mac-addr')),
    belongs_to_refs: list(reference('autonomous-system')),
  },
  'ipv6-addr': {
    value: 'string', resolves_to_refs: list(reference('mac-addr')),
    belongs_to_refs: list(reference('autonomous-system')),
  },
  'mac-addr': { value: 'string' },
  mutex: { name: 'string' },
  'network-traffic': {
    start: 'timestamp', end: 'timestamp', is_active: 'boolean',
    src_ref: reference('ipv4-addr', 'ipv6-addr', 'mac-addr', 'domain-name'),
    dst_ref: reference('ipv4-addr', 'ipv6-addr', 'mac-addr', 'domain-name'), src_port: 'integer', dst_port: 'integer',
    protocols: list('string'), src_byte_count: 'integer', dst_byte_count: 'integer', src_packets: 'integer',
    dst_packets: 'integer', ipfix: dictionary('anything'), src_payload_ref: reference('artifact'),
    dst_payload_ref: reference('artifact'), encapsulates_refs: list(reference('network-traffic')),
    encapsulated_by_ref: reference('network-traffic'),
  },
  process: {
    is_hidden: 'boolean', pid: 'integer', created_time: 'timestamp', cwd: 'string', command_line: 'string',
    environment_variables: dictionary('string'), opened_connection_refs: list(reference('network-traffic')),
    creator_user_ref: reference('user-account'), image_ref: reference('file'), parent_ref: reference('process'),
    child_refs: list(reference('process')),
  },
  software: {
    name: 'string', cpe: 'string', swid: 'string', languages: list('string'), vendor: 'string', version: 'string',
  },
  url: { value: 'string' },
  'user-account': {
    user_id: 'string', credential: 'string', account_login: 'string', account_type: 'string', display_name: 'string',
    is_service_account: 'boolean', is_privileged: 'boolean', can_escalate_privs: 'boolean', is_disabled: 'boolean',
    account_created: 'timestamp', account_expires: 'timestamp', credential_last_changed: 'timestamp',
    account_first_login: 'timestamp', account_last_login: 'timestamp',
  },
  'windows-registry-key': {
    key: 'string', values: list(windowsRegistryValue), modified_time: 'timestamp',
    creator_user_ref: reference('user-account'), number_of_subkeys: 'integer',
  },
  'x509-certificate': {
    is_self_signed: 'boolean', hashes: 'hashes', version: 'string', serial_number: 'string',
    signature_algorithm: 'string', issuer: 'string', validity_not_before: 'timestamp',
    validity_not_after: 'timestamp', subject: 'string', subject_public_key_algorithm: 'string',
    subject_public_key_modulus: 'string', subject_public_key_exponent: 'integer',
    x509_v3_extensions: x509V3Extensions,
  },
};
