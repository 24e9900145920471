// What an object says, in sentences.
import { instantText } from './texts.ts';

/** A member of an object as text. */
export interface Field {
  readonly name: string;
  readonly text: string;
}

type Members = ReadonlyMap<string, string>;

/** Sentences about an object; the last ones are what its author wrote. @param ends what it connects */
export function sentencesOf(fields: readonly Field[], ends: readonly { readonly id: string; readonly title: string }[]): string[] {
  const titles = new Map(ends.map(({ id, title }) => [id, title]));
  const isEnd = (name: string): boolean => ['source_ref', 'target_ref', 'sighting_of_ref'].includes(name);
  const members = new Map(fields.map(({ name, text }) => [name, isEnd(name) ? (titles.get(text) ?? text) : text]));
  const type = members.get('type') ?? '';
  const written = ['description', 'explanation', 'abstract', 'content'].flatMap((name) => members.get(name) ?? []);
  return [...(SENTENCES[type] ?? about)(members), ...times(members), ...written].filter((sentence) => sentence !== '');
}

const SENTENCES: Readonly<Record<string, (members: Members) => string[]>> = {
  indicator: (members) => [
    `${named(members, 'An indicator')}: what matches its ${members.get('pattern_type') ?? ''} pattern points to ${listed(members.get('indicator_types')) || 'something to look at'}.`,
    `Pattern: ${members.get('pattern') ?? ''}`,
  ],
  malware: (members) => [
    `${named(members, members.get('is_family') === 'true' ? 'A family of malware' : 'Malware')}${kindOf(members, 'malware_types')}.`,
    alsoKnown(members),
  ],
  relationship: (members) => [
    `A relationship: ${nameOf(members.get('source_ref'))} ${(members.get('relationship_type') ?? '').replaceAll('-', ' ')} ${nameOf(members.get('target_ref'))}.`,
  ],
  sighting: (members) => [
    `A sighting of ${nameOf(members.get('sighting_of_ref'))}${members.has('count') ? `, ${members.get('count')} times` : ''}${range(members, 'first_seen', 'last_seen')}.`,
  ],
  'attack-pattern': (members) => [`${named(members, 'A way to attack')}.`, alsoKnown(members)],
  'threat-actor': (members) => [`${named(members, 'A threat actor')}${kindOf(members, 'threat_actor_types')}.`, alsoKnown(members)],
  'intrusion-set': (members) => [`${named(members, 'An intrusion set')}${range(members, 'first_seen', 'last_seen')}.`, alsoKnown(members)],
  campaign: (members) => [`${named(members, 'A campaign')}${range(members, 'first_seen', 'last_seen')}.`, alsoKnown(members)],
  infrastructure: (members) => [`${named(members, 'Infrastructure')}${kindOf(members, 'infrastructure_types')}.`, alsoKnown(members)],
  tool: (members) => [`${named(members, 'A tool')}${kindOf(members, 'tool_types')}.`, alsoKnown(members)],
  vulnerability: (members) => [`${named(members, 'A vulnerability')}.`],
  'course-of-action': (members) => [`${named(members, 'What can be done')}.`],
  identity: (members) => [`${named(members, `An identity (${members.get('identity_class') ?? 'of no class'})`)}.`],
  location: (members) => [`${named(members, 'A place')}${members.has('country') ? `, in ${members.get('country')}` : ''}.`],
  report: (members) => [`${named(members, 'A report')}${members.has('published') ? `, published ${instantText(members.get('published') ?? '')} UTC` : ''}${kindOf(members, 'report_types')}.`],
  'observed-data': (members) => [`Something was observed ${members.get('number_observed') ?? ''} times${range(members, 'first_observed', 'last_observed')}.`],
  'marking-definition': (members) => [`${named(members, 'A marking')}: objects can bear it.`],
  'ipv4-addr': (members) => [`The IPv4 address ${members.get('value') ?? ''}.`],
  'ipv6-addr': (members) => [`The IPv6 address ${members.get('value') ?? ''}.`],
  'domain-name': (members) => [`The domain name ${members.get('value') ?? ''}.`],
  url: (members) => [`The URL ${members.get('value') ?? ''}.`],
  file: (members) => [`${named(members, 'A file')}${members.has('size') ? ` of ${members.get('size')} octets` : ''}.`],
};

function about(members: Members): string[] {
  return [`${named(members, `An object of the type ${members.get('type') ?? ''}`)}.`];
}

function named(members: Members, what: string): string {
  const name = members.get('name');
  return name === undefined || name === '' ? what : `${what}, “${name}”`;
}

function kindOf(members: Members, name: string): string {
  const kinds = listed(members.get(name));
  return kinds === '' ? '' : `, of the kind ${kinds}`;
}

function alsoKnown(members: Members): string {
  const aliases = listed(members.get('aliases'));
  return aliases === '' ? '' : `Also known as ${aliases}.`;
}

function times(members: Members): string[] {
  const valid = range(members, 'valid_from', 'valid_until');
  const labels = listed(members.get('labels'));
  const confidence = members.get('confidence');
  return [
    valid === '' ? '' : `It is valid${valid}.`,
    members.get('revoked') === 'true' ? 'Its author has revoked it.' : '',
    confidence === undefined ? '' : `Confidence: ${confidence} of 100.`,
    labels === '' ? '' : `Labels: ${labels}.`,
  ];
}

function range(members: Members, from: string, to: string): string {
  const [first, last] = [members.get(from), members.get(to)];
  return `${first === undefined ? '' : ` from ${instantText(first)}`}${last === undefined ? '' : ` to ${instantText(last)}`}${first === undefined && last === undefined ? '' : ' UTC'}`;
}

// Lists come as JSON text, which may be cut.
function listed(text: string | undefined): string {
  return (text ?? '').replaceAll(/^\["?|"?\]$/g, '').replaceAll('","', ', ');
}

function nameOf(id: string | undefined): string {
  return id ?? 'something';
}
