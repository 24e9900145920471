// The members of predefined extensions and embedded types (STIX 2.1, sections 2.5, 2.11, 6 and 7.2.3), written like the
// tables of types.

/** A table and where its type stands in an example. */
export interface EmbeddedTable {
  /** The type of the object that it is in. */
  readonly host: string;
  /** The way to it: names of members and indices of entries. */
  readonly path: readonly (string | number)[];
  readonly table: string;
}

function extension(host: string, name: string, table: string): EmbeddedTable {
  return { host, path: ['extensions', name], table };
}

const PE = ['extensions', 'windows-pebinary-ext'];

/** The tables of embedded types. */
export const EMBEDDED: readonly EmbeddedTable[] = [
  {
    host: 'identity',
    path: ['external_references', 1],
    table: 'source_name!:string description:string url:string hashes:dictionary external_id:string',
  },
  { host: 'tool', path: ['kill_chain_phases', 0], table: 'kill_chain_name!:string phase_name!:string' },
  {
    host: 'identity',
    path: ['granular_markings', 0],
    table: 'selectors!:string[] marking_ref:ref(marking-definition)',
  },
  { host: 'identity', path: ['granular_markings', 1], table: 'selectors!:string[] lang:language' },
  extension('file', 'archive-ext', 'contains_refs!:ref(file,directory)[] comment:string'),
  extension('file', 'ntfs-ext', 'sid:string alternate_data_streams:object[]'),
  {
    host: 'file',
    path: ['extensions', 'ntfs-ext', 'alternate_data_streams', 0],
    table: 'name!:string hashes:dictionary size:count',
  },
  extension(
    'file',
    'pdf-ext',
    'version:string is_optimized:boolean document_info_dict:dictionary pdfid0:string pdfid1:string',
  ),
  extension(
    'file',
    'raster-image-ext',
    'image_height:integer image_width:integer bits_per_pixel:integer exif_tags:dictionary',
  ),
  extension(
    'file',
    'windows-pebinary-ext',
    `pe_type!:string imphash:string machine_hex:hex number_of_sections:count time_date_stamp:time
    pointer_to_symbol_table_hex:hex number_of_symbols:count size_of_optional_header:count characteristics_hex:hex
    file_header_hashes:dictionary optional_header:dictionary sections:object[]`,
  ),
  {
    host: 'file',
    path: [...PE, 'optional_header'],
    table: `magic_hex:hex major_linker_version:integer minor_linker_version:integer size_of_code:count
    size_of_initialized_data:count size_of_uninitialized_data:count address_of_entry_point:integer base_of_code:integer
    base_of_data:integer image_base:integer section_alignment:integer file_alignment:integer major_os_version:integer
    minor_os_version:integer major_image_version:integer minor_image_version:integer major_subsystem_version:integer
    minor_subsystem_version:integer win32_version_value_hex:hex size_of_image:count size_of_headers:count
    checksum_hex:hex dll_characteristics_hex:hex size_of_stack_reserve:count size_of_stack_commit:count
    size_of_heap_reserve:count size_of_heap_commit:count loader_flags_hex:hex number_of_rva_and_sizes:integer
    subsystem_hex:hex hashes:dictionary`,
  },
  { host: 'file', path: [...PE, 'sections', 0], table: 'name!:string size:count entropy:number hashes:dictionary' },
  extension(
    'network-traffic',
    'http-request-ext',
    `request_method!:string request_value!:string request_version:string request_header:dictionary
    message_body_length:integer message_body_data_ref:ref(artifact)`,
  ),
  extension('network-traffic', 'icmp-ext', 'icmp_type_hex!:hex icmp_code_hex!:hex'),
  extension(
    'network-traffic',
    'socket-ext',
    `address_family!:enum is_blocking:boolean is_listening:boolean options:dictionary socket_type:enum
    socket_descriptor:count socket_handle:integer`,
  ),
  extension('network-traffic', 'tcp-ext', 'src_flags_hex:hex dst_flags_hex:hex'),
  extension(
    'process',
    'windows-process-ext',
    `aslr_enabled:boolean dep_enabled:boolean priority:string owner_sid:string window_title:string
    startup_info:dictionary integrity_level:enum`,
  ),
  extension(
    'process',
    'windows-service-ext',
    `service_name:string descriptions:string[] display_name:string group_name:string start_type:enum
    service_dll_refs:ref(file)[] service_type:enum service_status:enum`,
  ),
  extension('user-account', 'unix-account-ext', 'gid:integer groups:string[] home_dir:string shell:string'),
  { host: 'email-message', path: ['body_multipart', 0], table: 'body!:string content_type:string' },
  {
    host: 'email-message',
    path: ['body_multipart', 1],
    table: 'body_raw_ref:ref(artifact,file) content_disposition:string',
  },
  { host: 'windows-registry-key', path: ['values', 0], table: 'name:string data:string data_type:enum' },
  {
    host: 'x509-certificate',
    path: ['x509_v3_extensions'],
    table: `basic_constraints:string name_constraints:string policy_constraints:string key_usage:string
    extended_key_usage:string subject_key_identifier:string authority_key_identifier:string
    subject_alternative_name:string issuer_alternative_name:string subject_directory_attributes:string
    crl_distribution_points:string inhibit_any_policy:string private_key_usage_period_not_before:time
    private_key_usage_period_not_after:time certificate_policies:string policy_mappings:string`,
  },
];
