// The object types of STIX 2.1 by category (sections 4 to 8).

/** The categories of STIX objects. */
export type Category = 'SDO' | 'SRO' | 'SCO' | 'SMO';

const DOMAIN_OBJECTS = [
  'attack-pattern',
  'campaign',
  'course-of-action',
  'grouping',
  'identity',
  'incident',
  'indicator',
  'infrastructure',
  'intrusion-set',
  'location',
  'malware',
  'malware-analysis',
  'note',
  'observed-data',
  'opinion',
  'report',
  'threat-actor',
  'tool',
  'vulnerability',
];

const RELATIONSHIP_OBJECTS = ['relationship', 'sighting'];

const CYBER_OBSERVABLES = [
  'artifact',
  'autonomous-system',
  'directory',
  'domain-name',
  'email-addr',
  'email-message',
  'file',
  'ipv4-addr',
  'ipv6-addr',
  'mac-addr',
  'mutex',
  'network-traffic',
  'process',
  'software',
  'url',
  'user-account',
  'windows-registry-key',
  'x509-certificate',
];

const META_OBJECTS = ['extension-definition', 'language-content', 'marking-definition'];

/** The category of each object type that the standard defines. A bundle is no STIX object and has none. */
export const CATEGORIES: ReadonlyMap<string, Category> = new Map([
  ...DOMAIN_OBJECTS.map((type) => [type, 'SDO'] as const),
  ...RELATIONSHIP_OBJECTS.map((type) => [type, 'SRO'] as const),
  ...CYBER_OBSERVABLES.map((type) => [type, 'SCO'] as const),
  ...META_OBJECTS.map((type) => [type, 'SMO'] as const),
]);

/** Every type that the standard defines, the bundle included. */
export const STANDARD_TYPES: readonly string[] = [...CATEGORIES.keys(), 'bundle'];

/** What a category is called in a sentence. */
export const CATEGORY_NAMES: Readonly<Record<Category, string>> = {
  SDO: 'a domain object',
  SRO: 'a relationship object',
  SCO: 'a cyber-observable object',
  SMO: 'a meta object',
};

const TYPE_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Whether the text can name an object type (T-08): 3 to 250 characters, words of lower-case letters and digits. */
export function isTypeName(text: string): boolean {
  return text.length >= 3 && text.length <= 250 && TYPE_NAME.test(text);
}
