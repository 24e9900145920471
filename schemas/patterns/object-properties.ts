// The properties of every object type (STIX 2.1, sections 3 to 7), as data.

import { PREDEFINED_EXTENSIONS } from './extension-properties.ts';
import { OBSERVABLE_PROPERTIES } from './observable-properties.ts';
import { dictionary, list, object, reference, tableOf } from './property-kinds.ts';
import type { PropertyKind, PropertyRows, PropertyTable } from './property-kinds.ts';

const killChainPhase = object({ kill_chain_name: 'string', phase_name: 'string' });
const granularMarking = object({
  selectors: list('string'), marking_ref: reference('marking-definition'), lang: 'string',
});
const externalReference = object({
  source_name: 'string', description: 'string', url: 'string', hashes: 'hashes', external_id: 'string',
});

const SHARED: PropertyRows = {
  type: 'string', spec_version: 'string', id: 'string', object_marking_refs: list(reference('marking-definition')),
  granular_markings: list(granularMarking),
};

const OF_VERSIONED_OBJECTS: PropertyRows = {
  ...SHARED,
  created_by_ref: reference('identity'), created: 'timestamp', modified: 'timestamp', revoked: 'boolean',
  labels: list('string'), confidence: 'integer', lang: 'string', external_references: list(externalReference),
  extensions: dictionary('anything'),
};

const DOMAIN_OBJECTS: Readonly<Record<string, PropertyRows>> = {
  'attack-pattern': {
    name: 'string', description: 'string', aliases: list('string'), kill_chain_phases: list(killChainPhase),
  },
  campaign: {
    name: 'string', description: 'string', aliases: list('string'), first_seen: 'timestamp', last_seen: 'timestamp',
    objective: 'string',
  },
  'course-of-action': { name: 'string', description: 'string' },
  grouping: { name: 'string', description: 'string', context: 'string', object_refs: list(reference()) },
  identity: {
    name: 'string', description: 'string', roles: list('string'), identity_class: 'string', sectors: list('string'),
    contact_information: 'string',
  },
  incident: { name: 'string', description: 'string' },
  indicator: {
    name: 'string', description: 'string', indicator_types: list('string'), pattern: 'string', pattern_type: 'string',
    pattern_version: 'string', valid_from: 'timestamp', valid_until: 'timestamp',
    kill_chain_phases: list(killChainPhase),
  },
  infrastructure: {
    name: 'string', description: 'string', infrastructure_types: list('string'), aliases: list('string'),
    kill_chain_phases: list(killChainPhase), first_seen: 'timestamp', last_seen: 'timestamp',
  },
  'intrusion-set': {
    name: 'string', description: 'string', aliases: list('string'), first_seen: 'timestamp', last_seen: 'timestamp',
    goals: list('string'), resource_level: 'string', primary_motivation: 'string',
    secondary_motivations: list('string'),
  },
  location: {
    name: 'string', description: 'string', latitude: 'float', longitude: 'float', precision: 'float',
    region: 'string', country: 'string', administrative_area: 'string', city: 'string', street_address: 'string',
    postal_code: 'string',
  },
  malware: {
    name: 'string', description: 'string', malware_types: list('string'), is_family: 'boolean',
    aliases: list('string'), kill_chain_phases: list(killChainPhase), first_seen: 'timestamp', last_seen: 'timestamp',
    operating_system_refs: list(reference('software')), architecture_execution_envs: list('string'),
    implementation_languages: list('string'), capabilities: list('string'),
    sample_refs: list(reference('file', 'artifact')),
  },
  'malware-analysis': {
    product: 'string', version: 'string', host_vm_ref: reference('software'),
    operating_system_ref: reference('software'), installed_software_refs: list(reference('software')),
    configuration_version: 'string', modules: list('string'), analysis_engine_version: 'string',
    analysis_definition_version: 'string', submitted: 'timestamp', analysis_started: 'timestamp',
    analysis_ended: 'timestamp', result_name: 'string', result: 'string', analysis_sco_refs: list(reference()),
    sample_ref: reference('file', 'artifact', 'network-traffic'),
  },
  note: {
    abstract: 'string', content: 'string', authors: list('string'), object_refs: list(reference()),
  },
  'observed-data': {
    first_observed: 'timestamp', last_observed: 'timestamp', number_observed: 'integer',
    objects: dictionary('anything'), object_refs: list(reference()),
  },
  opinion: {
    explanation: 'string', authors: list('string'), opinion: 'string', object_refs: list(reference()),
  },
  report: {
    name: 'string', description: 'string', report_types: list('string'), published: 'timestamp',
    object_refs: list(reference()),
  },
  'threat-actor': {
    name: 'string', description: 'string', threat_actor_types: list('string'), aliases: list('string'),
    first_seen: 'timestamp', last_seen: 'timestamp', roles: list('string'), goals: list('string'),
    sophistication: 'string', resource_level: 'string', primary_motivation: 'string',
    secondary_motivations: list('string'), personal_motivations: list('string'),
  },
  tool: {
    name: 'string', description: 'string', tool_types: list('string'), aliases: list('string'),
    kill_chain_phases: list(killChainPhase), tool_version: 'string',
  },
  vulnerability: { name: 'string', description: 'string' },
};

const RELATIONSHIP_OBJECTS: Readonly<Record<string, PropertyRows>> = {
  relationship: {
    relationship_type: 'string', description: 'string', source_ref: reference(), target_ref: reference(),
    start_time: 'timestamp', stop_time: 'timestamp',
  },
  sighting: {
    description: 'string', first_seen: 'timestamp', last_seen: 'timestamp', count: 'integer',
    sighting_of_ref: reference(), observed_data_refs: list(reference('observed-data')),
    where_sighted_refs: list(reference('identity', 'location')), summary: 'boolean',
  },
};

const META_OBJECTS: Readonly<Record<string, PropertyRows>> = {
  'marking-definition': { name: 'string', definition_type: 'string', definition: dictionary('anything') },
  'language-content': { object_ref: reference(), object_modified: 'timestamp', contents: dictionary('anything') },
  'extension-definition': {
    name: 'string', description: 'string', schema: 'string', version: 'string', extension_types: list('string'),
    extension_properties: list('string'),
  },
};

// What the shared properties of the other objects leave out here (STIX 2.1, 3.2).
const NOT_OF_META_OBJECTS: Readonly<Record<string, readonly string[]>> = {
  'marking-definition': ['modified', 'revoked', 'labels', 'confidence', 'lang'],
  'language-content': ['lang'],
  'extension-definition': ['confidence', 'lang', 'extensions'],
};

/** The cyber-observable object types: the ones that patterns can match. */
export const OBSERVABLE_TYPES: ReadonlySet<string> = new Set(Object.keys(OBSERVABLE_PROPERTIES));

/** Object type -> property -> kind, for every type of the standard but the bundle, shared properties included. */
export const OBJECT_PROPERTIES: ReadonlyMap<string, PropertyTable> = new Map([
  ...Object.entries({ ...DOMAIN_OBJECTS, ...RELATIONSHIP_OBJECTS }).map(
    ([type, own]): [string, PropertyTable] => [type, tableOf(OF_VERSIONED_OBJECTS, own)],
  ),
  ...Object.entries(META_OBJECTS).map(
    ([type, own]): [string, PropertyTable] => [type, tableOf(ofMetaObjects(type), own)],
  ),
  ...Object.entries(OBSERVABLE_PROPERTIES).map(
    ([type, own]): [string, PropertyTable] => [type, tableOf(SHARED, ofObservables(type), own)],
  ),
]);

function ofMetaObjects(type: string): PropertyRows {
  const leftOut = NOT_OF_META_OBJECTS[type] ?? [];
  return Object.fromEntries(Object.entries(OF_VERSIONED_OBJECTS).filter(([name]) => !leftOut.includes(name)));
}

function ofObservables(type: string): PropertyRows {
  const extensions: PropertyKind = {
    kind: 'object',
    properties: tableOf(PREDEFINED_EXTENSIONS[type] ?? {}),
    isOpen: true,
  };
  return { defanged: 'boolean', extensions };
}
