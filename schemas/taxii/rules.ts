// What TAXII 2.1 says about several properties of a resource at once, which JSON Schema can't say.
import { parseTimestamp } from '../timestamp.ts';
import type { Collections, Discovery, Manifest, Status, TaxiiError } from './types.ts';

/** One thing wrong with a resource. */
export interface ResourceFault {
  /** JSON pointer (RFC 6901) into the resource; the empty string is the resource itself. */
  readonly pointer: string;
  /** What is wrong and what would be right, in plain words. */
  readonly message: string;
}

/** `default` is one of `api_roots`, spelt alike (T-4.1.1-02). */
export function checkDiscovery(discovery: Discovery): ResourceFault[] {
  if (discovery.default === undefined || discovery.api_roots?.includes(discovery.default)) return [];
  return [{ pointer: '/default', message: 'must be one of the entries of "api_roots"' }];
}

/** Ids and aliases are unique, and no alias is another collection's id (T-5.2.1-02). */
export function checkCollections({ collections = [] }: Collections): ResourceFault[] {
  const faults: ResourceFault[] = [];
  const ids = new Set<string>();
  const aliases = new Set<string>();
  const everyId = new Set(collections.map(({ id }) => id));
  for (const [index, { id, alias }] of collections.entries()) {
    const pointer = `/collections/${index}`;
    if (ids.has(id)) faults.push({ pointer: `${pointer}/id`, message: 'must not be the id of a collection before' });
    ids.add(id);
    if (alias === undefined) continue;
    if (aliases.has(alias) || (alias !== id && everyId.has(alias))) {
      faults.push({ pointer: `${pointer}/alias`, message: 'must not be the alias or id of another collection' });
    }
    aliases.add(alias);
  }
  return faults;
}

/** Records stand in the order in which they were added, and no two were added at once (T-3.3-01, T-3.5-06). */
export function checkManifest({ objects = [] }: Manifest): ResourceFault[] {
  const instants = objects.map(({ date_added }) => parseTimestamp(date_added) ?? Number.NaN);
  return instants.flatMap((instant, index) =>
    index === 0 || instant > (instants[index - 1] ?? Number.NaN)
      ? []
      : [{ pointer: `/objects/${index}/date_added`, message: 'must be later than that of the record before' }],
  );
}

/**
 * Counts add up, each list is as long as its count, and `complete` means that there was something and nothing is left
 * to do (T-4.3.1-01, -03, -04).
 */
export function checkStatus(status: Status): ResourceFault[] {
  const faults: ResourceFault[] = [];
  const sum = status.success_count + status.failure_count + status.pending_count;
  if (sum !== status.total_count) {
    const message = `must be the sum of success_count, failure_count and pending_count, ${sum}`;
    faults.push({ pointer: '/total_count', message });
  }
  const lists = [
    ['successes', status.successes, 'success_count', status.success_count],
    ['failures', status.failures, 'failure_count', status.failure_count],
    ['pendings', status.pendings, 'pending_count', status.pending_count],
  ] as const;
  for (const [name, list, countName, count] of lists) {
    if (list === undefined || list.length === count) continue;
    const message = `must have as many entries as ${countName} says, ${count}, or be left out`;
    faults.push({ pointer: `/${name}`, message });
  }
  if (status.status === 'complete' && status.total_count === 0) {
    faults.push({ pointer: '/status', message: 'must not be "complete" while total_count is 0' });
  }
  if (status.status === 'complete' && status.pending_count > 0) {
    faults.push({ pointer: '/status', message: 'must not be "complete" while pending_count is above 0' });
  }
  return faults;
}

/** `http_status` is the status of the very response, if it is known here (T-3.6.1-02). */
export function checkError(error: TaxiiError, httpStatus: number | undefined): ResourceFault[] {
  if (httpStatus === undefined || error.http_status === undefined) return [];
  if (error.http_status === String(httpStatus)) return [];
  return [{ pointer: '/http_status', message: `must be the status of the response, "${httpStatus}"` }];
}
