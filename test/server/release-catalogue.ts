// A catalogue with everything that is about release, for the accounts of the test exchange.
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { AGENCIES } from '../protocol/test-catalogue.ts';

/** Belongs to the group of `both` and `reader`; the latter's grant says green. */
export const FEED = 'f0000000-0000-4000-8000-000000000001';
/** Whose authors are replaced. */
export const PROXIED = 'f0000000-0000-4000-8000-000000000002';
/** Nothing is deleted from it. */
export const FROZEN = 'f0000000-0000-4000-8000-000000000003';
/** Indicators up to amber from FEED and HIDDEN_PART. */
export const ALL = 'f0000000-0000-4000-8000-000000000004';
/** From PROXIED. */
export const ALL_PROXIED = 'f0000000-0000-4000-8000-000000000005';
/** Only `both` sees it. */
export const HIDDEN_PART = 'f0000000-0000-4000-8000-000000000006';

/** Markings that are releasable to `reader`, and to others than them. */
export const OPEN_MARKING = 'marking-definition--00000000-0000-4000-8000-000000000001';
export const CLOSED_MARKING = 'marking-definition--00000000-0000-4000-8000-000000000002';

/** The identity of an agency. */
export function identityOf(agency: string): string {
  return `identity--00000000-0000-4000-8000-00000000000${(AGENCIES as readonly string[]).indexOf(agency)}`;
}

/** The catalogue. */
export function releaseCatalogue(): Catalogue {
  return readCatalogue(
    `
discovery: { title: Release }
api_roots:
  - path: desk
    title: Desk
    collections:
      - { id: ${FEED}, title: Feed, alias: feed, group: desk }
      - { id: ${PROXIED}, title: Proxied, alias: proxied, attribution: proxy }
      - { id: ${FROZEN}, title: Frozen, alias: frozen, legal_hold: true }
      - { id: ${ALL}, title: All, alias: all, aggregate: { of: [${FEED}, ${HIDDEN_PART}], types: [indicator], highest_marking: amber } }
      - { id: ${ALL_PROXIED}, title: All proxied, aggregate: { of: [${PROXIED}] } }
      - { id: ${HIDDEN_PART}, title: Hidden, alias: hidden }
agencies:
${AGENCIES.map((name) => `  - { name: ${name}, title: The ${name}, kind: member, identity: ${identityOf(name)} }`).join('\n')}
groups:
  - { name: desk, title: The desk, agencies: [both, reader] }
grants:
${[FEED, PROXIED, FROZEN, HIDDEN_PART].map((id) => `  - { agency: both, collection: ${id}, rights: [read, write] }`).join('\n')}
${[ALL, ALL_PROXIED].map((id) => `  - { agency: both, collection: ${id}, rights: [read] }`).join('\n')}
  - { agency: reader, collection: ${FEED}, rights: [read], clearance: green }
  - { agency: reader, collection: ${ALL}, rights: [read] }
  - { agency: writer, collection: ${FEED}, rights: [write] }
  - { agency: writer, collection: ${FROZEN}, rights: [read, write] }
proxy_identity: identity--00000000-0000-4000-8000-0000000000ff
releasability:
  - { marking: ${OPEN_MARKING}, agencies: [reader] }
  - { marking: ${CLOSED_MARKING}, groups: [], agencies: [writer] }
`,
    'release.yaml',
  );
}
