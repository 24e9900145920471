// What the tests say to a server again and again: publish this, what is there, walk to the end.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { RunningExchange } from './running-exchange.ts';
import { indicator, type StixObject } from './stix-objects.ts';

/** Walks end after this many pages: more would be a walk without end. */
const MOST_PAGES = 100;

/** A page of any data endpoint, as far as walking needs it. */
export interface WalkedPage {
  readonly more?: boolean;
  readonly next?: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- objects, manifest records or versions
  readonly objects?: any[];
  readonly versions?: string[];
}

/** Publishes objects, all of which must be taken, and gives the status resource. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into it
export async function publish(client: Client, collection: string, ...objects: readonly StixObject[]): Promise<any> {
  const { status, json } = await client.post(`${collection}objects/`, { objects });
  expect({ status, failures: json.failures }).toEqual({ status: 202, failures: undefined });
  expect(json.success_count).toBe(objects.length);
  return json;
}

/** The status resource at a path once its publication is complete. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into it
export async function completedStatus(client: Client, path: string): Promise<any> {
  for (let attempt = 0; attempt < 3_000; attempt += 1) {
    const { json } = await client.get(path);
    if (json.status === 'complete') return json;
    await sleep(20);
  }
  throw new Error('The publication was never completed.');
}

/** A new collection with that many indicators in it. */
export async function filledCollection(
  exchange: RunningExchange,
  count: number,
): Promise<{ collection: string; objects: StixObject[] }> {
  const collection = await exchange.newCollection();
  const objects = Array.from({ length: count }, () => indicator());
  await publish(exchange.as('both'), collection, ...objects);
  return { collection, objects };
}

/** What of an object tells it and its version apart from others: `id modified`. */
export function nameOf({ id, modified }: { readonly id: string; readonly modified?: unknown }): string {
  return modified === undefined ? id : `${id} ${String(modified)}`;
}

/** The names of the objects that a GET gives, in order. */
export async function namesAt(client: Client, path: string): Promise<string[]> {
  const { status, json } = await client.get(path);
  expect(status).toBe(200);
  return (json.objects ?? []).map(nameOf);
}

/** The `date_added` of every version in a collection, by name, in the order of the manifest. */
export async function datesIn(client: Client, collection: string): Promise<Map<string, string>> {
  const { json } = await client.get(`${collection}manifest/?match[version]=all&match[spec_version]=2.0,2.1`);
  const records: { id: string; version: string; date_added: string }[] = json.objects ?? [];
  return new Map(records.map(({ id, version, date_added }) => [`${id} ${version}`, date_added]));
}

/**
 * All pages from a path on, by `next`. The later requests say nothing but `next` and what `laterQuery` says, such as
 * `limit=2`.
 */
export async function pagesFrom(client: Client, path: string, laterQuery = ''): Promise<WalkedPage[]> {
  const pages: WalkedPage[] = [];
  const [base = ''] = path.split('?', 1);
  for (let request: string | undefined = path; request !== undefined;) {
    const { status, json }: { status: number; json: WalkedPage } = await client.get(request);
    expect(status).toBe(200);
    pages.push(json);
    expect(pages.length).toBeLessThan(MOST_PAGES);
    request = json.next === undefined ? undefined : `${base}?next=${encodeURIComponent(json.next)}&${laterQuery}`;
  }
  return pages;
}

/** The items of pages, in order. */
// oxlint-disable-next-line typescript/no-explicit-any -- objects, manifest records or versions
export function itemsOf(pages: readonly WalkedPage[]): any[] {
  return pages.flatMap((page) => page.objects ?? page.versions ?? []);
}
