// Valid objects whose content tells which version of which object they are.
import type { Client } from '../protocol/running-exchange.ts';

/** An object of that number in that version: the later the version, the greater. */
export function noteOf(number: number, version: number, padding = 0): Record<string, unknown> {
  return {
    type: 'note',
    spec_version: '2.1',
    id: idOf(number),
    created: '2020-01-01T00:00:00.000Z',
    modified: versionOf(version),
    content: `note ${number}, version ${version}${'.'.repeat(padding)}`,
    object_refs: ['identity--4f0f6a3e-51b9-4d0e-9a65-1b2c3d4e5f60'],
  };
}

/** The id of the object of that number. */
export function idOf(number: number): string {
  return `note--${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

/** The `modified` of that version. */
export function versionOf(version: number): string {
  return new Date(Date.UTC(2024, 0, 1) + version).toISOString();
}

/** An object and its version as one text. */
export function nameOf({ id, modified }: { id: string; modified: string }): string {
  return `${id} ${modified}`;
}

/** Everything that a client can walk to by `next`, all versions. */
export async function walk(client: Client, path: string): Promise<{ id: string; modified: string; content: string }[]> {
  const found = [];
  for (let next: string | undefined, more = true; more; ) {
    const parameter: string = next === undefined ? '' : `&next=${next}`;
    const { json } = await client.get(`${path}?match[version]=all${parameter}`);
    found.push(...(json.objects ?? []));
    next = json.next;
    more = json.more === true;
  }
  return found;
}
