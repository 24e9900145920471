// GET and PUT /console/api/sharing/, POST …/sharing/preview/ — who may do what where; other grants are for operators
import type { RequestHandler } from 'express';
import { decide } from '../../collections/access.ts';
import type { Exchange } from '../../collections/exchange.ts';
import type { Session } from '../../collections/open-collection.ts';
import { isOperator } from '../../collections/oversight.ts';
import { withGrants, type GrantChange } from '../../collections/sharing.ts';
import type { AgencyEntry, ApiRootEntry, Catalogue, CollectionEntry, GroupEntry } from '../../schemas/catalogue/catalogue.ts';
import { TLP_NAMES, tlpName } from '../../schemas/stix/tlp.ts';
import { contextOf } from '../context.ts';
import { putInForce, sendPreviewOf } from './catalogue.ts';
import { clearanceIn, visibleTo } from './locate.ts';
import { changesIn, isObject, malformed, readJson } from './read-json.ts';
import type { SharingCell, SharingResource, SharingSubject } from './resources.ts';
import { sendJson } from './send-json.ts';

const MOST_CHANGES = 500;

interface Place {
  readonly root: ApiRootEntry;
  readonly entry: CollectionEntry;
}

export const getSharing = (): RequestHandler[] => [
  async function sendSharing(request, response) {
    await sendJson(request, response, 200, sharingFor(contextOf(request)));
  },
];

export const previewSharing = (exchange: Exchange): RequestHandler[] => [
  readJson(),
  async function sendPreview(request, response) {
    const changes = changesIn(request, MOST_CHANGES).map(changeOf);
    await sendPreviewOf(exchange, request, response, (catalogue) => withGrants(catalogue, changes));
  },
];

export const putSharing = (exchange: Exchange): RequestHandler[] => [
  readJson(),
  async function changeSharing(request, response) {
    const changes = changesIn(request, MOST_CHANGES).map(changeOf);
    await putInForce(exchange, request, response, (catalogue) => withGrants(catalogue, changes));
  },
];

/** What the asker may know: operators all of it, others the rows of their agency and its groups where they have a right. */
function sharingFor(session: Session): SharingResource {
  const { directory, asker } = session;
  const { catalogue } = directory;
  if (catalogue === undefined) return { revision: directory.revision, subjects: [], collections: [], cells: [] };
  const isWhole = isOperator(session);
  const agencies = isWhole ? catalogue.agencies : [asker.agency];
  const groups = isWhole ? catalogue.groups : catalogue.groups.filter((group) => group.agencies.includes(asker.agency.name));
  const places = isWhole ? catalogue.apiRoots.flatMap((root) => root.collections.map((entry) => ({ root, entry }))) : visibleTo(session);
  return {
    revision: directory.revision,
    subjects: [...groups.map((group) => groupSubject(group, isWhole)), ...agencies.map(agencySubject)],
    collections: places.map(({ root, entry }) => ({
      id: entry.id,
      title: entry.title,
      api_root: root.title,
      is_aggregate: entry.aggregate !== undefined,
    })),
    cells: places.flatMap((place) => [
      ...groups.flatMap((group) => groupCell(group, place, catalogue)),
      ...agencies.flatMap((agency) => agencyCell(agency, place, session, groups)),
    ]),
  };
}

// Who else is in a group is the operator's to tell.
function groupSubject({ name, title, agencies }: GroupEntry, isWhole: boolean): SharingSubject {
  return { kind: 'group', name, title, ...(isWhole ? { members: agencies } : {}) };
}

function agencySubject({ name, title, kind }: AgencyEntry): SharingSubject {
  return { kind: 'agency', name, title, agency_kind: kind };
}

function groupCell({ name }: GroupEntry, { entry }: Place, { grants }: Catalogue): SharingCell[] {
  const grant = grants.find((each) => each.group === name && each.collection === entry.id);
  if (grant === undefined) return [];
  const { rights, clearance } = grant;
  const given = { rights, ...(clearance === undefined ? {} : { clearance }) };
  const isReading = rights.includes('read');
  return [{
    kind: 'group',
    subject: name,
    collection: entry.id,
    can_read: isReading,
    can_write: rights.includes('write'),
    ...(clearance === undefined ? {} : { clearance }),
    grant: given,
  }];
}

function agencyCell(agency: AgencyEntry, { entry }: Place, { directory }: Session, groups: readonly GroupEntry[]): SharingCell[] {
  const rights = directory.rights(agency, entry.id);
  if (decide(rights, 'see') === 'hidden') return [];
  const grants = directory.catalogue?.grants.filter(({ collection }) => collection === entry.id) ?? [];
  const grant = grants.find((each) => each.agency === agency.name);
  const through = groups.filter(({ name, agencies }) => agencies.includes(agency.name) && grants.some(({ group }) => group === name));
  const clearance = rights.canRead ? clearanceIn(directory, agency.name, entry) : undefined;
  return [{
    kind: 'agency',
    subject: agency.name,
    collection: entry.id,
    can_read: rights.canRead,
    can_write: rights.canWrite,
    ...(clearance === undefined ? {} : { clearance: tlpName(clearance) }),
    ...(grant === undefined ? {} : { grant: { rights: grant.rights, ...(grant.clearance === undefined ? {} : { clearance: grant.clearance }) } }),
    ...(through.length === 0 ? {} : { through: through.map(({ title }) => title) }),
  }];
}

function changeOf(change: unknown): GrantChange {
  const { kind, subject, collection, rights, clearance } = isObject(change) ? change : {};
  const isRight = (right: unknown): right is 'read' | 'write' => right === 'read' || right === 'write';
  const level = TLP_NAMES.find((name) => name === clearance);
  const isSubject = (kind === 'agency' || kind === 'group') && typeof subject === 'string';
  const isFit = isSubject && typeof collection === 'string' && Array.isArray(rights) && rights.every(isRight) && (clearance === undefined || level !== undefined);
  if (!isFit) throw malformed('An entry of "changes" needs "kind" (agency, group), "subject", "collection", "rights" (read, write), and may have "clearance".');
  const to = kind === 'agency' ? { agency: subject } : { group: subject };
  return { ...to, collection, rights: [...new Set(rights)], ...(level === undefined ? {} : { clearance: level }) };
}
