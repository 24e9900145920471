// The predefined extensions of cyber-observable objects and their properties (STIX 2.1, section 6), as data.

import { dictionary, list, object, reference } from './property-kinds.ts';
import type { ObjectKind } from './property-kinds.ts';

const alternateDataStream = object({ name: 'string', hashes: 'hashes', size: 'integer' });

const windowsPeOptionalHeader = object({
  magic_hex: 'hex', win32_version_value_hex: 'hex', checksum_hex: 'hex', subsystem_hex: 'hex',
  dll_characteristics_hex: 'hex', loader_flags_hex: 'hex', major_linker_version: 'integer',
  minor_linker_version: 'integer', major_os_version: 'integer', minor_os_version: 'integer',
  major_image_version: 'integer', minor_image_version: 'integer', major_subsystem_version: 'integer',
  minor_subsystem_version: 'integer', address_of_entry_point: 'integer', base_of_code: 'integer',
  base_of_data: 'integer', image_base: 'integer', section_alignment: 'integer', file_alignment: 'integer',
  number_of_rva_and_sizes: 'integer', size_of_code: 'integer', size_of_initialized_data: 'integer',
  size_of_uninitialized_data: 'integer', size_of_image: 'integer', size_of_headers: 'integer',
  size_of_stack_reserve: 'integer', size_of_stack_commit: 'integer', size_of_heap_reserve: 'integer',
  size_of_heap_commit: 'integer', hashes: 'hashes',
});

const windowsPeSection = object({ name: 'string', size: 'integer', entropy: 'float', hashes: 'hashes' });

/** Object type -> key in `extensions` -> what stands there. */
export const PREDEFINED_EXTENSIONS: Readonly<Record<string, Readonly<Record<string, ObjectKind>>>> = {
  file: {
    'archive-ext': object({ contains_refs: list(reference('file', 'directory')), comment: 'string' }),
    'ntfs-ext': object({ sid: 'string', alternate_data_streams: list(alternateDataStream) }),
    'pdf-ext': object({
      version: 'string', is_optimized: 'boolean', document_info_dict: dictionary('string'), pdfid0: 'string',
      pdfid1: 'string',
    }),
    'raster-image-ext': object({
      image_height: 'integer', image_width: 'integer', bits_per_pixel: 'integer', exif_tags: dictionary('anything'),
    }),
    'windows-pebinary-ext': object({
      pe_type: 'string', imphash: 'string', machine_hex: 'hex', number_of_sections: 'integer',
      time_date_stamp: 'timestamp', pointer_to_symbol_table_hex: 'hex', number_of_symbols: 'integer',
      size_of_optional_header: 'integer', characteristics_hex: 'hex', file_header_hashes: 'hashes',
      optional_header: windowsPeOptionalHeader, sections: list(windowsPeSection),
    }),
  },
  'network-traffic': {
    'http-request-ext': object({
      request_method: 'string', request_value: 'string', request_version: 'string',
      request_header: dictionary(list('string')), message_body_length: 'integer',
      message_body_data_ref: reference('artifact'),
    }),
    'icmp-ext': object({ icmp_type_hex: 'hex', icmp_code_hex: 'hex' }),
    'socket-ext': object({
      address_family: 'string', is_blocking: 'boolean', is_listening: 'boolean', options: dictionary('integer'),
      socket_type: 'string', socket_descriptor: 'integer', socket_handle: 'integer',
    }),
    'tcp-ext': object({ src_flags_hex: 'hex', dst_flags_hex: 'hex' }),
  },
  process: {
    'windows-process-ext': object({
      aslr_enabled: 'boolean', dep_enabled: 'boolean', priority: 'string', owner_sid: 'string',
      window_title: 'string', startup_info: dictionary('anything'), integrity_level: 'string',
    }),
    'windows-service-ext': object({
      service_name: 'string', descriptions: list('string'), display_name: 'string', group_name: 'string',
      start_type: 'string', service_dll_refs: list(reference('file')), service_type: 'string',
      service_status: 'string',
    }),
  },
  'user-account': {
    'unix-account-ext': object({ gid: 'integer', groups: list('string'), home_dir: 'string', shell: 'string' }),
  },
};
