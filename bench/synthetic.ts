// Valid STIX 2.1 objects without end, in a mix like that of a threat feed: indicators, what they observe, and what
// joins them to malware and to those who use it.
import { deterministicId } from '../schemas/stix/deterministic-id.ts';
import type { JsonObject } from '../schemas/stix/json.ts';
import { randomFrom, type Random } from './random.ts';
import { indicatorPattern, observedValue } from './synthetic-values.ts';

/** How many ids of each kind are remembered to be referred to. */
const REMEMBERED = 500;

/** When the first object was created; each is a few seconds younger than the one before. */
const BEGINNING = Date.UTC(2024, 0, 1);
const MEAN_INTERVAL = 7_000;

const MALWARE_TYPES = ['backdoor', 'bot', 'downloader', 'keylogger', 'ransomware', 'remote-access-trojan', 'trojan'];
const INDICATOR_TYPES = ['anomalous-activity', 'attribution', 'compromised', 'malicious-activity'];
const WORDS = 'the actor sent from host with loader over beacon stage key drop domain files and lateral access'.split(' ');

/** What an object is made from. */
interface Making {
  readonly random: Random;
  /** When it is created. */
  readonly created: string;
  /** An id of an object of one of these types that came before, or the id of one that could be elsewhere. */
  reference(...types: readonly string[]): string;
}

type Maker = (making: Making) => JsonObject;

/** The makers, each with how many of a hundred objects are its own. */
const MIX: readonly (readonly [share: number, make: Maker])[] = [
  [35, indicator],
  [12, (making) => observable(making, 'ipv4-addr')],
  [9, (making) => observable(making, 'domain-name')],
  [7, (making) => observable(making, 'url')],
  [7, file],
  [20, relationship],
  [2, malware],
  [2, intrusionSet],
  [2, attackPattern],
  [2, sighting],
  [1, note],
  [1, report],
];

const TURNS: readonly Maker[] = MIX.flatMap(([share, make]) => Array.from({ length: share }, () => make));

/** Objects without end; the same for the same seed. Only the ids of the latest are kept in memory. */
export function* syntheticObjects(seed = 1): Generator<JsonObject, never> {
  const random = randomFrom(seed);
  const identities = Array.from({ length: 20 }, () => `identity--${random.uuid()}`);
  const ids = new Map<string, string[]>([['identity', identities]]);
  const reference: Making['reference'] = (...types) => {
    const type = random.of(types);
    const known = ids.get(type);
    return known === undefined ? `${type}--${random.uuid()}` : random.of(known);
  };
  for (let time = BEGINNING; ; time += random.below(2 * MEAN_INTERVAL)) {
    const object = random.of(TURNS)({ random, created: new Date(time).toISOString(), reference });
    const type = String(object.type);
    const known = ids.get(type) ?? [];
    known[known.length < REMEMBERED ? known.length : random.below(REMEMBERED)] = String(object.id);
    ids.set(type, known);
    yield object;
  }
}

/** The octets of an envelope with the next so many of these objects. */
export function envelopeOf(objects: Iterator<JsonObject>, count: number): Buffer {
  const texts = Array.from({ length: count }, () => JSON.stringify(objects.next().value));
  return Buffer.from(`{"objects":[${texts.join(',')}]}`);
}

function indicator(making: Making): JsonObject {
  const { random, created } = making;
  return {
    ...domainObject('indicator', making),
    name: sentence(random, 4),
    description: sentence(random, 25),
    indicator_types: [random.of(INDICATOR_TYPES)],
    pattern: indicatorPattern(random),
    pattern_type: 'stix',
    pattern_version: '2.1',
    valid_from: created,
    valid_until: new Date(Date.parse(created) + 90 * 86_400_000).toISOString(),
    kill_chain_phases: [{ kill_chain_name: 'lockheed-martin-cyber-kill-chain', phase_name: 'command-and-control' }],
    confidence: random.below(101),
    object_marking_refs: ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da'],
  };
}

function observable({ random }: Making, type: 'ipv4-addr' | 'domain-name' | 'url'): JsonObject {
  return withDerivedId({ type, spec_version: '2.1', id: '', value: observedValue(random, type) });
}

function file({ random }: Making): JsonObject {
  return withDerivedId({
    type: 'file',
    spec_version: '2.1',
    id: '',
    hashes: { MD5: random.hex(32), 'SHA-1': random.hex(40), 'SHA-256': random.hex(64) },
    name: `${random.of(WORDS)}-${random.hex(6)}.exe`,
    size: random.below(10_000_000),
    mime_type: 'application/vnd.microsoft.portable-executable',
  });
}

function relationship(making: Making): JsonObject {
  const [type, source, target] = making.random.of([
    ['indicates', 'indicator', 'malware'],
    ['indicates', 'indicator', 'intrusion-set'],
    ['uses', 'intrusion-set', 'malware'],
    ['uses', 'malware', 'attack-pattern'],
    ['communicates-with', 'malware', 'ipv4-addr'],
    ['downloads', 'malware', 'file'],
  ] as const);
  return {
    ...domainObject('relationship', making),
    relationship_type: type,
    source_ref: making.reference(source),
    target_ref: making.reference(target),
    description: sentence(making.random, 12),
  };
}

function malware(making: Making): JsonObject {
  const { random, created } = making;
  return {
    ...domainObject('malware', making),
    name: `${random.of(WORDS)}${random.below(1000)}`,
    description: sentence(random, 60),
    malware_types: [random.of(MALWARE_TYPES)],
    is_family: true,
    aliases: [sentence(random, 1), sentence(random, 2)],
    first_seen: created,
    kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: 'execution' }],
    external_references: [externalReference(random)],
  };
}

function intrusionSet(making: Making): JsonObject {
  const { random, created } = making;
  return {
    ...domainObject('intrusion-set', making),
    name: `${random.of(WORDS)} ${random.below(1000)}`,
    description: sentence(random, 60),
    aliases: [sentence(random, 2)],
    first_seen: created,
    goals: [sentence(random, 6)],
    resource_level: 'organization',
    primary_motivation: 'organizational-gain',
    external_references: [externalReference(random), externalReference(random)],
  };
}

function attackPattern(making: Making): JsonObject {
  const { random } = making;
  return {
    ...domainObject('attack-pattern', making),
    name: sentence(random, 3),
    description: sentence(random, 80),
    kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: 'persistence' }],
    external_references: [{ source_name: 'capec', external_id: `CAPEC-${1 + random.below(700)}` }],
  };
}

function sighting(making: Making): JsonObject {
  const { random, created, reference } = making;
  return {
    ...domainObject('sighting', making),
    first_seen: created,
    last_seen: created,
    count: 1 + random.below(1000),
    sighting_of_ref: reference('indicator', 'malware'),
    where_sighted_refs: [reference('identity')],
  };
}

function note(making: Making): JsonObject {
  const { random, reference } = making;
  return {
    ...domainObject('note', making),
    abstract: sentence(random, 5),
    content: sentence(random, 80),
    authors: [sentence(random, 2)],
    object_refs: [reference('indicator'), reference('malware')],
  };
}

function report(making: Making): JsonObject {
  const { random, created, reference } = making;
  return {
    ...domainObject('report', making),
    name: sentence(random, 6),
    description: sentence(random, 100),
    report_types: ['threat-report'],
    published: created,
    object_refs: Array.from({ length: 20 }, () => reference('indicator', 'malware', 'ipv4-addr', 'domain-name', 'file')),
  };
}

function domainObject(type: string, { random, created, reference }: Making): JsonObject {
  return {
    type,
    spec_version: '2.1',
    id: `${type}--${random.uuid()}`,
    created_by_ref: reference('identity'),
    created,
    modified: created,
  };
}

function withDerivedId(object: JsonObject): JsonObject {
  return { ...object, id: deterministicId(object) ?? '' };
}

function externalReference(random: Random): JsonObject {
  return {
    source_name: 'Example CERT',
    description: sentence(random, 8),
    url: `https://cert.example.org/advisories/${random.hex(8)}`,
    hashes: { 'SHA-256': random.hex(64) },
  };
}

function sentence(random: Random, words: number): string {
  return Array.from({ length: words }, () => random.of(WORDS)).join(' ');
}
