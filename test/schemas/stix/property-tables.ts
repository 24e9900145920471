// The properties of every type as the standard lists them (STIX 2.1, sections 4 to 8): name, `!` when required, kind.
// A kind is a scalar, `kind[]` for a list, `ref(types)` for an identifier, or `enum` for a closed enumeration.

const DOMAIN = `spec_version!:2.1 created_by_ref:ref(identity) created!:time modified!:time revoked:boolean
  labels:string[] confidence:integer lang:language external_references:reference[]
  object_marking_refs:ref(marking-definition)[] granular_markings:marking[] extensions:dictionary`;

const OBSERVABLE = `spec_version:2.1 object_marking_refs:ref(marking-definition)[] granular_markings:marking[]
  defanged:boolean extensions:dictionary`;

const SEEN = 'first_seen:time last_seen:time';
const FILE_TIMES = 'ctime:time mtime:time atime:time';
const NAMED = 'name!:string description:string';
const OPTIONALLY_NAMED = 'name:string description:string';
const ANY = 'ref(any)[]';

/** The tables by type. */
export const TABLES: Readonly<Record<string, string>> = {
  'attack-pattern': `${DOMAIN} ${NAMED} aliases:string[] kill_chain_phases:phase[]`,
  campaign: `${DOMAIN} ${NAMED} aliases:string[] ${SEEN} objective:string`,
  'course-of-action': `${DOMAIN} ${NAMED}`,
  grouping: `${DOMAIN} ${OPTIONALLY_NAMED} context!:string object_refs!:${ANY}`,
  identity: `${DOMAIN} ${NAMED} roles:string[] identity_class:string sectors:string[] contact_information:string`,
  incident: `${DOMAIN} ${NAMED}`,
  indicator: `${DOMAIN} ${OPTIONALLY_NAMED} indicator_types:string[] pattern!:string pattern_type!:string
    pattern_version:2.1 valid_from!:time valid_until:time kill_chain_phases:phase[]`,
  infrastructure: `${DOMAIN} ${NAMED} infrastructure_types:string[] aliases:string[] kill_chain_phases:phase[] ${SEEN}`,
  'intrusion-set': `${DOMAIN} ${NAMED} aliases:string[] ${SEEN} goals:string[] resource_level:string
    primary_motivation:string secondary_motivations:string[]`,
  location: `${DOMAIN} ${OPTIONALLY_NAMED} latitude:number longitude:number precision:number region:string
    country:string administrative_area:string city:string street_address:string postal_code:string`,
  malware: `${DOMAIN} ${OPTIONALLY_NAMED} malware_types:string[] is_family!:boolean aliases:string[]
    kill_chain_phases:phase[] ${SEEN} operating_system_refs:ref(software)[] architecture_execution_envs:string[]
    implementation_languages:string[] capabilities:string[] sample_refs:ref(file,artifact)[]`,
  'malware-analysis': `${DOMAIN} product!:string version:string host_vm_ref:ref(software)
    operating_system_ref:ref(software) installed_software_refs:ref(software)[] configuration_version:string
    modules:string[] analysis_engine_version:string analysis_definition_version:string submitted:time
    analysis_started:time analysis_ended:time result_name:string result:string analysis_sco_refs:${ANY}
    sample_ref:ref(file,artifact,network-traffic)`,
  note: `${DOMAIN} abstract:string content!:string authors:string[] object_refs!:${ANY}`,
  'observed-data': `${DOMAIN} first_observed!:time last_observed!:time number_observed!:count objects:dictionary
    object_refs:ref(SCO,SRO)[]`,
  opinion: `${DOMAIN} explanation:string authors:string[] opinion!:enum object_refs!:${ANY}`,
  report: `${DOMAIN} ${NAMED} report_types:string[] published!:time object_refs!:${ANY}`,
  'threat-actor': `${DOMAIN} ${NAMED} threat_actor_types:string[] aliases:string[] ${SEEN} roles:string[] goals:string[]
    sophistication:string resource_level:string primary_motivation:string secondary_motivations:string[]
    personal_motivations:string[]`,
  tool: `${DOMAIN} ${NAMED} tool_types:string[] aliases:string[] kill_chain_phases:phase[] tool_version:string`,
  vulnerability: `${DOMAIN} ${NAMED}`,
  relationship: `${DOMAIN} relationship_type!:string description:string source_ref!:ref(SDO,SCO)
    target_ref!:ref(SDO,SCO) start_time:time stop_time:time`,
  sighting: `${DOMAIN} description:string ${SEEN} count:count sighting_of_ref!:ref(SDO)
    observed_data_refs:ref(observed-data)[] where_sighted_refs:ref(identity,location)[] summary:boolean`,
  artifact: `${OBSERVABLE} mime_type:string payload_bin:string url:string hashes:dictionary encryption_algorithm:enum
    decryption_key:string`,
  'autonomous-system': `${OBSERVABLE} number!:integer name:string rir:string`,
  directory: `${OBSERVABLE} path!:string path_enc:string ${FILE_TIMES} contains_refs:ref(file,directory)[]`,
  'domain-name': `${OBSERVABLE} value!:string resolves_to_refs:ref(ipv4-addr,ipv6-addr,domain-name)[]`,
  'email-addr': `${OBSERVABLE} value!:string display_name:string belongs_to_ref:ref(user-account)`,
  'email-message': `${OBSERVABLE} is_multipart!:boolean date:time content_type:string from_ref:ref(email-addr)
    sender_ref:ref(email-addr) to_refs:ref(email-addr)[] cc_refs:ref(email-addr)[] bcc_refs:ref(email-addr)[]
    message_id:string subject:string received_lines:string[] additional_header_fields:dictionary body:string
    body_multipart:mime-part[] raw_email_ref:ref(artifact)`,
  file: `${OBSERVABLE} hashes:dictionary size:count name:string name_enc:string magic_number_hex:hex mime_type:string
    ${FILE_TIMES} parent_directory_ref:ref(directory) contains_refs:ref(SCO)[] content_ref:ref(artifact)`,
  'ipv4-addr': `${OBSERVABLE} value!:string resolves_to_refs:ref(mac-addr)[] belongs_to_refs:ref(autonomous-system)[]`,
  'ipv6-addr': `${OBSERVABLE} value!:string resolves_to_refs:ref(mac-addr)[] belongs_to_refs:ref(autonomous-system)[]`,
  'mac-addr': `${OBSERVABLE} value!:string`,
  mutex: `${OBSERVABLE} name!:string`,
  'network-traffic': `${OBSERVABLE} start:time end:time is_active:boolean
    src_ref:ref(ipv4-addr,ipv6-addr,mac-addr,domain-name) dst_ref:ref(ipv4-addr,ipv6-addr,mac-addr,domain-name)
    src_port:count dst_port:count protocols!:string[] src_byte_count:count dst_byte_count:count src_packets:count
    dst_packets:count ipfix:dictionary src_payload_ref:ref(artifact) dst_payload_ref:ref(artifact)
    encapsulates_refs:ref(network-traffic)[] encapsulated_by_ref:ref(network-traffic)`,
  process: `${OBSERVABLE} is_hidden:boolean pid:integer created_time:time cwd:string command_line:string
    environment_variables:dictionary opened_connection_refs:ref(network-traffic)[] creator_user_ref:ref(user-account)
    image_ref:ref(file) parent_ref:ref(process) child_refs:ref(process)[]`,
  software: `${OBSERVABLE} name!:string cpe:string swid:string languages:language[] vendor:string version:string`,
  url: `${OBSERVABLE} value!:string`,
  'user-account': `${OBSERVABLE} user_id:string credential:string account_login:string account_type:string
    display_name:string is_service_account:boolean is_privileged:boolean can_escalate_privs:boolean is_disabled:boolean
    account_created:time account_expires:time credential_last_changed:time account_first_login:time
    account_last_login:time`,
  'windows-registry-key': `${OBSERVABLE} key:string values:registry-value[] modified_time:time
    creator_user_ref:ref(user-account) number_of_subkeys:integer`,
  'x509-certificate': `${OBSERVABLE} is_self_signed:boolean hashes:dictionary version:string serial_number:string
    signature_algorithm:string issuer:string validity_not_before:time validity_not_after:time subject:string
    subject_public_key_algorithm:string subject_public_key_modulus:string subject_public_key_exponent:integer
    x509_v3_extensions:dictionary`,
  'marking-definition': `spec_version!:2.1 created_by_ref:ref(identity) created!:time external_references:reference[]
    object_marking_refs:ref(marking-definition)[] granular_markings:marking[] extensions:dictionary name:string
    definition_type:string definition:dictionary`,
  'language-content': `spec_version!:2.1 created_by_ref:ref(identity) created!:time modified!:time revoked:boolean
    labels:string[] confidence:integer external_references:reference[] object_marking_refs:ref(marking-definition)[]
    granular_markings:marking[] extensions:dictionary object_ref!:ref(any) object_modified:time contents!:dictionary`,
  'extension-definition': `spec_version!:2.1 created_by_ref!:ref(identity) created!:time modified!:time revoked:boolean
    labels:string[] external_references:reference[] object_marking_refs:ref(marking-definition)[]
    granular_markings:marking[] name!:string description:string schema!:string version!:string extension_types!:enum[]
    extension_properties:string[]`,
  bundle: 'objects:object[]',
};

/** One row of a table. */
export interface PropertyRow {
  readonly type: string;
  readonly name: string;
  readonly isRequired: boolean;
  readonly isList: boolean;
  /** The kind of the value, or of each entry of the list: `string`, `ref`, … */
  readonly kind: string;
  /** For references, the types or categories that they may point at. */
  readonly targets: readonly string[];
}

/** Every row of every table. */
export const PROPERTIES: readonly PropertyRow[] = Object.entries(TABLES).flatMap(([type, table]) =>
  rowsOf(type, table),
);

/** The rows of one table. */
export function rowsOf(type: string, table: string): PropertyRow[] {
  return table.split(/\s+/).map((row) => rowOf(type, row));
}

function rowOf(type: string, text: string): PropertyRow {
  const match = /^([a-z0-9_]+)(!?):([a-zA-Z0-9.-]+)(?:\(([^)]*)\))?(\[\])?$/.exec(text);
  if (match === null) throw new Error(`${type}: ${text} is no row`);
  const [, name = '', mark, kind = '', targets, brackets] = match;
  return {
    type,
    name,
    isRequired: mark === '!',
    isList: brackets !== undefined,
    kind,
    targets: targets?.split(',') ?? [],
  };
}
