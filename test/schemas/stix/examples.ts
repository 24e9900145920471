// A valid object of every type with every property that can be there at once; for what excludes each other, variants.
import { deterministicId } from '../../../schemas/stix/deterministic-id.ts';
import type { JsonObject, JsonValue } from '../../../schemas/stix/json.ts';

/** Members to be changed: `undefined` takes one away. */
export type Changes = Readonly<Record<string, JsonValue | undefined>>;

const UUID = '8c6af861-7b20-41ef-9b59-6344fd872a8f';
const SCO_UUID = '93a009bc-d264-5e6f-9c0b-a66d7836386a';

/** An identifier of a type with a random UUID. */
export function idOf(type: string): string {
  return `${type}--${UUID}`;
}

/** An identifier of a type with a UUID of version 5. */
export function observableIdOf(type: string): string {
  return `${type}--${SCO_UUID}`;
}

/** An object with some members changed. */
export function changed(object: JsonObject, changes: Changes): JsonObject {
  const copy: Record<string, JsonValue> = { ...object };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete copy[name];
    else copy[name] = value;
  }
  return copy;
}

const CREATED = '2024-01-31T08:00:00.000Z';
const LATER = '2024-02-29T08:00:00.123456Z';

const MARKINGS = {
  object_marking_refs: ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da'],
  granular_markings: [
    { selectors: ['id', 'type'], marking_ref: 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82' },
    { selectors: ['type'], lang: 'pt-BR' },
  ],
};

const REFERENCES = {
  external_references: [
    { source_name: 'example', description: 'A report.' },
    {
      source_name: 'example',
      url: 'https://example.org/report.pdf?a=1#page=2',
      hashes: { 'SHA-256': 'a'.repeat(64), MD5: 'b'.repeat(32) },
    },
    { source_name: 'cve', external_id: 'CVE-2024-0001' },
    { source_name: 'capec', external_id: 'CAPEC-163' },
  ],
};

const EXTENSION = {
  [idOf('extension-definition')]: { extension_type: 'property-extension', rank: 5, tags: ['one'], seen_by_ref: idOf('identity') },
};

const VERSIONED = {
  spec_version: '2.1',
  created_by_ref: idOf('identity'),
  created: CREATED,
  modified: LATER,
  revoked: false,
  labels: ['example'],
  confidence: 85,
  lang: 'en',
  ...REFERENCES,
  ...MARKINGS,
  extensions: EXTENSION,
};

const PHASES = [{ kill_chain_name: 'lockheed-martin-cyber-kill-chain', phase_name: 'delivery' }];
const SEEN = { first_seen: '2024-01-01T00:00:00Z', last_seen: '2024-01-01T00:00:00.0Z' };
const HASHES = {
  MD5: 'd41d8cd98f00b204e9800998ecf8427e',
  'SHA-1': 'a'.repeat(40),
  'SHA-256': 'A'.repeat(64),
  'SHA-512': 'b'.repeat(128),
  'SHA3-256': 'c'.repeat(64),
  'SHA3-512': 'd'.repeat(128),
  SSDEEP: '3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C',
  TLSH: `T1${'A'.repeat(70)}`,
};

function versioned(type: string, own: JsonObject): JsonObject {
  return { type, id: idOf(type), ...VERSIONED, ...own };
}

function observable(type: string, own: JsonObject): JsonObject {
  const object = { type, spec_version: '2.1', ...MARKINGS, defanged: false, extensions: EXTENSION, ...own };
  return { ...object, id: deterministicId({ ...object }) ?? idOf(type) };
}

/** The valid objects of each type, the fullest first. */
export const EXAMPLES: Readonly<Record<string, readonly [JsonObject, ...JsonObject[]]>> = {
  'attack-pattern': [
    versioned('attack-pattern', { name: 'Phishing', description: 'By mail.', aliases: ['Spear'], kill_chain_phases: PHASES }),
  ],
  campaign: [
    versioned('campaign', { name: 'C', description: 'D', aliases: ['A'], ...SEEN, objective: 'To learn.' }),
  ],
  'course-of-action': [versioned('course-of-action', { name: 'Patch', description: 'Patch it.' })],
  grouping: [
    versioned('grouping', {
      name: 'G',
      description: 'D',
      context: 'suspicious-activity',
      object_refs: [idOf('indicator'), observableIdOf('ipv4-addr'), idOf('sighting'), idOf('x-example-thing')],
    }),
  ],
  identity: [
    versioned('identity', {
      name: 'Example',
      description: 'D',
      roles: ['administrators'],
      identity_class: 'organization',
      sectors: ['technology', 'legal'],
      contact_information: 'cert@example.org',
    }),
  ],
  incident: [versioned('incident', { name: 'I', description: 'D' })],
  indicator: [
    versioned('indicator', {
      name: 'I',
      description: 'D',
      indicator_types: ['malicious-activity'],
      pattern: "[ipv4-addr:value = '198.51.100.7']",
      pattern_type: 'stix',
      pattern_version: '2.1',
      valid_from: '2024-01-01T00:00:00Z',
      valid_until: '2024-01-01T00:00:00.001Z',
      kill_chain_phases: PHASES,
    }),
  ],
  infrastructure: [
    versioned('infrastructure', {
      name: 'I',
      description: 'D',
      infrastructure_types: ['command-and-control'],
      aliases: ['A'],
      kill_chain_phases: PHASES,
      ...SEEN,
    }),
  ],
  'intrusion-set': [
    versioned('intrusion-set', {
      name: 'I',
      description: 'D',
      aliases: ['A'],
      ...SEEN,
      goals: ['money'],
      resource_level: 'team',
      primary_motivation: 'ideology',
      secondary_motivations: ['revenge'],
    }),
  ],
  location: [
    versioned('location', {
      name: 'L',
      description: 'D',
      latitude: -90,
      longitude: 180,
      precision: 10.5,
      region: 'southern-europe',
      country: 'pt',
      administrative_area: 'PT-11',
      city: 'Lisboa',
      street_address: 'Rua 1',
      postal_code: '1000',
    }),
    changed(versioned('location', { country: 'PT' }), {}),
    versioned('location', { latitude: 0, longitude: 0 }),
  ],
  malware: [
    versioned('malware', {
      name: 'M',
      description: 'D',
      malware_types: ['trojan'],
      is_family: true,
      aliases: ['A'],
      kill_chain_phases: PHASES,
      ...SEEN,
      operating_system_refs: [observableIdOf('software')],
      architecture_execution_envs: ['x86'],
      implementation_languages: ['c++', 'rust'],
      capabilities: ['anti-vm'],
      sample_refs: [observableIdOf('file'), observableIdOf('artifact')],
    }),
    versioned('malware', { is_family: false }),
  ],
  'malware-analysis': [
    versioned('malware-analysis', {
      product: 'example-scanner',
      version: '1',
      host_vm_ref: observableIdOf('software'),
      operating_system_ref: observableIdOf('software'),
      installed_software_refs: [observableIdOf('software')],
      configuration_version: '1',
      modules: ['m'],
      analysis_engine_version: '1',
      analysis_definition_version: '1',
      submitted: '2024-01-02T00:00:00Z',
      analysis_started: '2024-01-01T00:00:00Z',
      analysis_ended: '2024-01-01T00:00:00Z',
      result_name: 'R',
      result: 'malicious',
      analysis_sco_refs: [observableIdOf('file')],
      sample_ref: observableIdOf('network-traffic'),
    }),
    versioned('malware-analysis', { product: 'p', analysis_sco_refs: [idOf('x-example-thing')] }),
  ],
  note: [
    versioned('note', { abstract: 'A', content: 'C', authors: ['Ana'], object_refs: [idOf('campaign')] }),
  ],
  'observed-data': [
    versioned('observed-data', {
      first_observed: '2024-01-01T00:00:00Z',
      last_observed: '2024-01-01T00:00:00Z',
      number_observed: 50,
      object_refs: [observableIdOf('ipv4-addr'), idOf('relationship')],
    }),
    versioned('observed-data', {
      first_observed: '2024-01-01T00:00:00Z',
      last_observed: '2024-01-01T00:00:01Z',
      number_observed: 1,
      objects: {
        '0': { type: 'ipv4-addr', value: '198.51.100.7', resolves_to_refs: ['1'] },
        '1': { type: 'mac-addr', value: '0a:1b:2c:3d:4e:5f' },
      },
    }),
  ],
  opinion: [
    versioned('opinion', { explanation: 'E', authors: ['Ana'], opinion: 'strongly-disagree', object_refs: [idOf('report')] }),
  ],
  report: [
    versioned('report', {
      name: 'R',
      description: 'D',
      report_types: ['campaign', 'incident'],
      published: '2024-01-01T00:00:00Z',
      object_refs: [idOf('campaign'), idOf('marking-definition')],
    }),
  ],
  'threat-actor': [
    versioned('threat-actor', {
      name: 'T',
      description: 'D',
      threat_actor_types: ['crime-syndicate', 'private-sector'],
      aliases: ['A'],
      ...SEEN,
      roles: ['director'],
      goals: ['money'],
      sophistication: 'expert',
      resource_level: 'organization',
      primary_motivation: 'personal-gain',
      secondary_motivations: ['dominance'],
      personal_motivations: ['revenge'],
    }),
  ],
  tool: [
    versioned('tool', {
      name: 'T',
      description: 'D',
      tool_types: ['remote-access'],
      aliases: ['A'],
      kill_chain_phases: PHASES,
      tool_version: '1',
    }),
  ],
  vulnerability: [versioned('vulnerability', { name: 'CVE-2024-0001', description: 'D' })],
  relationship: [
    versioned('relationship', {
      relationship_type: 'indicates',
      description: 'D',
      source_ref: idOf('indicator'),
      target_ref: idOf('malware'),
      start_time: '2024-01-01T00:00:00Z',
      stop_time: '2024-01-01T00:00:00.000001Z',
    }),
  ],
  sighting: [
    versioned('sighting', {
      description: 'D',
      ...SEEN,
      count: 0,
      sighting_of_ref: idOf('indicator'),
      observed_data_refs: [idOf('observed-data')],
      where_sighted_refs: [idOf('identity'), idOf('location')],
      summary: false,
    }),
  ],
  artifact: [
    observable('artifact', {
      mime_type: 'image/png',
      payload_bin: 'AAECAw==',
      hashes: { MD5: '37b59afd592725f9305e484a5d7f5168', 'SHA-256': '054edec1d0211f624fed0cbca9d4f9400b0e491c43742af2c5b0abebf0c990d8' },
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
    observable('domain-name', { value: 'bücher.example', resolves_to_refs: [observableIdOf('ipv4-addr'), observableIdOf('domain-name')] }),
  ],
  'email-addr': [
    observable('email-addr', { value: 'ana@example.org', display_name: 'Ana', belongs_to_ref: observableIdOf('user-account') }),
  ],
  'email-message': [
    observable('email-message', {
      is_multipart: false,
      date: '2024-01-01T00:00:00Z',
      content_type: 'text/plain',
      from_ref: observableIdOf('email-addr'),
      sender_ref: observableIdOf('email-addr'),
      to_refs: [observableIdOf('email-addr')],
      cc_refs: [observableIdOf('email-addr')],
      bcc_refs: [observableIdOf('email-addr')],
      message_id: '<1@example.org>',
      subject: 'Hi',
      received_lines: ['from a by b'],
      additional_header_fields: { 'Reply-To': ['ben@example.org'] },
      body: 'B',
      raw_email_ref: observableIdOf('artifact'),
    }),
    observable('email-message', {
      is_multipart: true,
      subject: 'Hi',
      body_multipart: [
        { body: 'B', content_type: 'text/plain', content_disposition: 'inline' },
        { body_raw_ref: observableIdOf('file'), content_type: 'image/png' },
      ],
    }),
  ],
  file: [
    observable('file', {
      hashes: HASHES,
      size: 0,
      name: 'a.zip',
      name_enc: 'UTF-8',
      magic_number_hex: '504b0304',
      mime_type: 'application/zip',
      ctime: '2024-01-01T00:00:00Z',
      mtime: '2023-01-01T00:00:00Z',
      atime: '2022-01-01T00:00:00Z',
      parent_directory_ref: observableIdOf('directory'),
      contains_refs: [observableIdOf('url')],
      content_ref: observableIdOf('artifact'),
      extensions: {
        'archive-ext': { contains_refs: [observableIdOf('file')], comment: 'C' },
        'ntfs-ext': {
          sid: 'S-1-5',
          alternate_data_streams: [{ name: 'second.stream', hashes: { 'SHA-256': 'a'.repeat(64) }, size: 25_536 }],
        },
        'pdf-ext': { version: '1.7', is_optimized: true, document_info_dict: { Title: 'T' }, pdfid0: '0', pdfid1: '1' },
        'raster-image-ext': { image_height: 10, image_width: 10, bits_per_pixel: 8, exif_tags: { Make: 'Nikon', XResolution: 4928 } },
        'windows-pebinary-ext': {
          pe_type: 'exe',
          imphash: 'x',
          machine_hex: '014c',
          number_of_sections: 4,
          time_date_stamp: '2016-01-22T12:31:12Z',
          pointer_to_symbol_table_hex: '00',
          number_of_symbols: 1,
          size_of_optional_header: 224,
          characteristics_hex: '818f',
          file_header_hashes: { 'SHA-256': 'a'.repeat(64) },
          optional_header: {
            magic_hex: '010b',
            major_linker_version: 2,
            size_of_code: 512,
            checksum_hex: '00',
            hashes: { 'SHA-256': 'a'.repeat(64) },
          },
          sections: [{ name: 'CODE', size: 512, entropy: 0.061_089, hashes: { 'SHA-256': 'a'.repeat(64) } }],
        },
      },
    }),
    observable('file', { hashes: { 'SHA-256': 'a'.repeat(64) } }),
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
  'network-traffic': [
    observable('network-traffic', {
      start: '2024-01-01T00:00:00Z',
      end: '2024-01-01T00:00:00Z',
      is_active: false,
      src_ref: observableIdOf('ipv4-addr'),
      dst_ref: observableIdOf('domain-name'),
      src_port: 0,
      dst_port: 65_535,
      protocols: ['ipv4', 'icmp', 'tcp', 'http'],
      src_byte_count: 0,
      dst_byte_count: 1,
      src_packets: 1,
      dst_packets: 1,
      ipfix: { minimumIpTotalLength: 32, name: 'x' },
      src_payload_ref: observableIdOf('artifact'),
      dst_payload_ref: observableIdOf('artifact'),
      encapsulates_refs: [observableIdOf('network-traffic')],
      encapsulated_by_ref: observableIdOf('network-traffic'),
      extensions: {
        'http-request-ext': {
          request_method: 'get',
          request_value: '/a',
          request_version: 'http/1.1',
          request_header: { 'User-Agent': ['curl/8'] },
          message_body_length: 0,
          message_body_data_ref: observableIdOf('artifact'),
        },
        'icmp-ext': { icmp_type_hex: '08', icmp_code_hex: '00' },
        'socket-ext': {
          address_family: 'AF_INET',
          is_blocking: true,
          is_listening: false,
          options: { SO_KEEPALIVE: 1, TCP_LINGER2: 2 },
          socket_type: 'SOCK_DGRAM',
          socket_descriptor: 0,
          socket_handle: -1,
        },
        'tcp-ext': { src_flags_hex: '00', dst_flags_hex: '02' },
      },
    }),
    observable('network-traffic', {
      is_active: true,
      dst_ref: observableIdOf('mac-addr'),
      src_port: 1,
      dst_port: 2,
      protocols: ['tcp'],
    }),
  ],
  process: [
    observable('process', {
      is_hidden: true,
      pid: 1,
      created_time: '2024-01-01T00:00:00Z',
      cwd: '/',
      command_line: 'a -b',
      environment_variables: { PATH: '/bin' },
      opened_connection_refs: [observableIdOf('network-traffic')],
      creator_user_ref: observableIdOf('user-account'),
      image_ref: observableIdOf('file'),
      parent_ref: idOf('process'),
      child_refs: [idOf('process')],
      extensions: {
        'windows-process-ext': {
          aslr_enabled: true,
          dep_enabled: false,
          priority: 'HIGH_PRIORITY_CLASS',
          owner_sid: 'S-1',
          window_title: 'W',
          startup_info: { lpTitle: 'x', cb: 68, cbReserved2: 0 },
          integrity_level: 'high',
        },
        'windows-service-ext': {
          service_name: 's',
          descriptions: ['d'],
          display_name: 'd',
          group_name: 'g',
          start_type: 'SERVICE_AUTO_START',
          service_dll_refs: [observableIdOf('file')],
          service_type: 'SERVICE_KERNEL_DRIVER',
          service_status: 'SERVICE_RUNNING',
        },
      },
    }),
    observable('process', { extensions: { 'windows-service-ext': { service_name: 's' } } }),
  ],
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
  url: [observable('url', { value: 'https://example.org/a?b=%20#c' }), observable('url', { value: 'hxxp://a[.]b', defanged: true })],
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
  'marking-definition': [
    {
      type: 'marking-definition',
      spec_version: '2.1',
      id: idOf('marking-definition'),
      created_by_ref: idOf('identity'),
      created: CREATED,
      ...REFERENCES,
      ...MARKINGS,
      extensions: EXTENSION,
      name: 'Copyright',
      definition_type: 'statement',
      definition: { statement: 'Copyright 2024, Example' },
    },
    {
      type: 'marking-definition',
      spec_version: '2.1',
      id: 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
      created: '2017-01-20T00:00:00.000Z',
      name: 'TLP:RED',
      definition_type: 'tlp',
      definition: { tlp: 'red' },
    },
    {
      type: 'marking-definition',
      spec_version: '2.1',
      id: 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
      created: '2022-10-01T00:00:00.000Z',
      name: 'TLP:AMBER+STRICT',
      extensions: {
        'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d': {
          extension_type: 'property-extension',
          tlp_2_0: 'amber+strict',
        },
      },
    },
  ],
  'language-content': [
    changed(
      versioned('language-content', {
        object_ref: idOf('campaign'),
        object_modified: LATER,
        contents: { 'pt-BR': { name: 'C', aliases: ['A', ''], nested_text: { inner_text: 'x' } }, de: { id: 'x' } },
      }),
      { lang: undefined },
    ),
  ],
  'extension-definition': [
    changed(
      versioned('extension-definition', {
        name: 'E',
        description: 'D',
        schema: 'https://example.org/schema.json',
        version: '1.2.1',
        extension_types: ['property-extension', 'toplevel-property-extension', 'new-sdo', 'new-sco', 'new-sro'],
        extension_properties: ['toxicity', 'rank'],
      }),
      { lang: undefined, confidence: undefined, extensions: undefined },
    ),
  ],
  bundle: [
    { type: 'bundle', id: idOf('bundle'), objects: [{ type: 'identity', id: idOf('identity') }] },
    { type: 'bundle', id: idOf('bundle') },
  ],
};

/** The fullest valid object of a type. */
export function exampleOf(type: string): JsonObject {
  const [fullest] = EXAMPLES[type] ?? [];
  if (fullest === undefined) throw new Error(`there is no example of ${type}`);
  return fullest;
}

/** The fullest valid object of a type with some members changed; a cyber-observable's id follows its content. */
export function example(type: string, changes: Changes = {}): JsonObject {
  const object = changed(exampleOf(type), changes);
  const hasDerivedId = !('id' in changes) && !('type' in changes) && deterministicId(exampleOf(type)) !== undefined;
  return hasDerivedId ? { ...object, id: deterministicId(object) ?? idOf(type) } : object;
}
