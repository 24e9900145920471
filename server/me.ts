// GET /{api-root}/me/ — who the server takes the asker for, and what they may and see; beside the standard's paths
import { createHmac } from 'node:crypto';
import type { ConsumerHealth } from '../collections/consumers/health.ts';
import type { Directory } from '../collections/directory.ts';
import { viewerKey } from '../collections/markings/viewer.ts';
import type { AgencyEntry, CollectionEntry } from '../schemas/catalogue/catalogue.ts';
import { TLP_NAMES, tlpName, type TlpLevel } from '../schemas/stix/tlp.ts';
import { formatTimestamp } from '../schemas/timestamp.ts';
import { contextOf, rootOf } from './context.ts';
import { taxiiAnswer, type Operation } from './operation.ts';
import { sendResource } from './send.ts';
import { acceptTaxii } from './steps/negotiate.ts';

const SIGHT_LENGTH = 16;

/** It tells of what the asker may, and how they get on; of markings that are closed to them nothing, and of what is stored nothing. */
export const getMe: Operation = {
  id: 'getMe',
  summary: 'Who asks, and what they may',
  description: 'The account, its agency and groups; of each visible collection the rights, the clearance and how far the account has read.',
  parameters: [],
  answers: [taxiiAnswer('The account as the exchange sees it.', 'me')],
  steps: [
    acceptTaxii,
    {
      refuses: [],
      handler: ({ exchange }) =>
        async function sendMe(request, response) {
          const { asker, directory } = contextOf(request);
          const { name, title, identity, kind } = asker.agency;
          const groups = (directory.catalogue?.groups ?? []).filter(({ agencies }) => agencies.includes(name));
          const visible = directory.visibleCollections(asker.agency, rootOf(request));
          const health = new Map((await exchange.health({ asker, directory })).map((each) => [each.collection, each]));
          const collections = visible.map((entry) => ({
            ...collectionOfMine(entry, asker.agency, directory, exchange.signingKey),
            ...consumerOf(health.get(entry.id)),
          }));
          const releasable = directory.sights.releasable(name);
          await sendResource(request, response, 200, {
            account: asker.account,
            agency: { name, title, identity, kind },
            ...listUnlessEmpty('groups', groups.map((group) => ({ name: group.name, title: group.title }))),
            ...listUnlessEmpty('collections', collections),
            markings: { levels: TLP_NAMES, ...listUnlessEmpty('releasable', releasable) },
          });
        },
    },
  ],
};

function collectionOfMine(entry: CollectionEntry, agency: AgencyEntry, directory: Directory, key: Uint8Array): object {
  const { canRead, canWrite } = directory.rights(agency, entry.id);
  const clearance = directory.sights.clearance(agency.name, entry.id);
  return {
    ...namesOf(entry),
    can_read: canRead,
    can_write: canWrite,
    ...(clearance === undefined ? {} : { clearance: tlpName(clearance), sight: sightOf(entry, agency, directory, key) }),
    ...listUnlessEmpty('parts', entry.aggregate === undefined || !canRead ? [] : partsOfMine(entry, agency, directory)),
  };
}

/** How the asking account gets on; nothing where it has never been. */
function consumerOf(health: ConsumerHealth | undefined): object {
  if (health === undefined) return {};
  const { requests, failures, lastPoll, position, behindSince, lastPublication } = health;
  const instants = { last_poll: lastPoll, position, behind_since: behindSince, last_publication: lastPublication };
  const told = Object.entries(instants).flatMap(([name, instant]) => (instant === undefined ? [] : [[name, formatTimestamp(instant)]]));
  return { consumer: { requests, failures, ...Object.fromEntries(told) } };
}

// What an agency gets through an aggregate of a part is the lowest of three: its clearance here and there, and the ceiling.
function partsOfMine({ id }: CollectionEntry, agency: AgencyEntry, { catalogue, sights }: Directory): object[] {
  const entries = catalogue?.apiRoots.flatMap(({ collections }) => collections) ?? [];
  return [...sights.through(agency.name, id)].flatMap(([part, { through: { clearance, ceiling } }]) => {
    const entry = entries.find((candidate) => candidate.id === part);
    if (entry === undefined || clearance === undefined) return [];
    const level: TlpLevel = ceiling !== undefined && ceiling < clearance ? ceiling : clearance;
    return [{ ...namesOf(entry), clearance: tlpName(level) }];
  });
}

// Signed, so that nobody finds out by trying what it was made of.
function sightOf(entry: CollectionEntry, agency: AgencyEntry, directory: Directory, signingKey: Uint8Array): string {
  const seen = JSON.stringify(['sight', viewerKey(directory.viewer(agency, entry))]);
  return createHmac('sha256', signingKey).update(seen).digest('hex').slice(0, SIGHT_LENGTH);
}

function namesOf({ id, alias, title }: CollectionEntry): object {
  return { id, ...(alias === undefined ? {} : { alias }), title };
}

// As in the standard's resources, no list is empty (T-2-06).
function listUnlessEmpty<Item>(name: string, items: readonly Item[]): { readonly [name: string]: readonly Item[] } {
  return items.length === 0 ? {} : { [name]: items };
}
