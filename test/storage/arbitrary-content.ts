// Things that happen in a store over time, so that it holds some of everything: both specification versions, objects
// without versions, deletions, pending and finished publications, accounts, collections that come and go.
import fc from 'fast-check';
import type { Credential } from '../../collections/accounts/credential.ts';
import type { Store } from '../../collections/storage/port.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import type { PlainLabel } from '../../collections/markings/label.ts';
import { DEEP, HIDDEN, MAIN, MIXED, testCatalogue } from '../protocol/test-catalogue.ts';
import { aggregateOf, envelopeOf, publicationTo, REMOVER, RIGHTS, rightsOf, type TestObject } from './objects.ts';

/** Something that happens in a store. */
export type Happening = (store: Store) => Promise<void>;

const COLLECTIONS = [MAIN, MIXED, DEEP];
const MARKING = 'marking-definition--1';
const IDS = [MARKING, 'indicator--1', 'indicator--2', 'malware--1', 'ipv4-addr--1'];
/** Two spellings of one instant, a leap second, and a precision beyond microseconds are among them. */
const VERSIONS = [
  undefined,
  '2024-02-29T23:59:59.999Z',
  '2025-01-01T00:00:00Z',
  '2025-01-01T00:00:00.000Z',
  '2016-12-31T23:59:60.5Z',
  '9999-12-31T00:00:00.000000001Z',
];

const LABELS: readonly PlainLabel[] = [{ markings: [] }, { level: 1, markings: [] }, { level: 3, markings: [MARKING] }, { atLeast: 4, markings: ['marking-definition--ü'] }];

const object: fc.Arbitrary<TestObject> = fc
  .record({
    id: fc.constantFrom(...IDS),
    version: fc.constantFrom(...VERSIONS),
    specVersion: fc.constantFrom('2.0' as const, '2.1' as const),
    content: fc.option(fc.string({ unit: 'grapheme', maxLength: 4 }), { nil: undefined }),
    label: fc.constantFrom(...LABELS),
    isRevoked: fc.boolean(),
    validUntil: fc.option(fc.constantFrom(0, 1_767_225_600_000_000), { nil: undefined }),
  })
  .map(({ version, validUntil, ...rest }) => ({
    ...rest,
    uses: rest.label.markings.includes(MARKING) ? [MARKING] : [],
    ...(version === undefined ? {} : { version }),
    ...(validUntil === undefined ? {} : { validUntil }),
  }));

const published = fc
  .record({
    collection: fc.constantFrom(...COLLECTIONS),
    objects: fc.array(object, { maxLength: 6 }),
    isRefused: fc.boolean(),
    rights: fc.constantFrom(RIGHTS, rightsOf('writer', { clearance: undefined }), rightsOf('reader', { clearance: 1 })),
  })
  .map(({ collection, objects, isRefused, rights }): Happening => async (store) => {
    const refused = isRefused ? [{ id: 'note--1', version: '', message: 'not what it should be: ü' }] : [];
    const publication = { ...publicationTo(collection, objects.length + refused.length), agency: rights.sight.agency };
    await store.writer.finish(publication, envelopeOf(objects, refused), rights);
  });

const received = fc
  .record({ collection: fc.constantFrom(...COLLECTIONS), body: fc.uint8Array({ minLength: 1, maxLength: 40 }), isFinished: fc.boolean() })
  .map(({ collection, body, isFinished }): Happening => async (store) => {
    const publication = publicationTo(collection, 1);
    await store.writer.receive(publication, new Uint8Array(body));
    if (isFinished) await store.writer.finish(publication, envelopeOf([{ id: 'tool--1' }]), RIGHTS);
  });

const removed = fc
  .record({ collection: fc.constantFrom(...COLLECTIONS), id: fc.constantFrom(...IDS), first: fc.boolean(), last: fc.boolean() })
  .map(({ collection, id, first, last }): Happening => async (store) => {
    await store.writer.remove(collection, { id, versions: first || last ? { first, last, values: [] } : 'all' }, REMOVER);
  });

const CREDENTIALS: readonly Credential[] = [
  { id: '0a', name: 'key', kind: 'api-key', proof: 'ab', createdAt: 1_700_000_000_000_001, expiresAt: 1_900_000_000_000_001 },
  { id: '0b', name: 'ä', kind: 'certificate', proof: 'subject:CN=ä', previous: { proof: 'sha256:0', validUntil: 1 }, scope: { rights: ['read'] } },
];

const accountSaved = fc
  .record({
    name: fc.constantFrom('analyst', 'Ärztin', '𝒜nalyst'),
    password: fc.constantFrom('$argon2id$a', '$argon2id$b'),
    disabled: fc.boolean(),
    credentials: fc.subarray([...CREDENTIALS]),
    isLimited: fc.boolean(),
  })
  .map(({ isLimited, credentials, ...account }): Happening => async (store) => {
    const limits = isLimited ? { networks: ['::1'], certificateRequired: true as const } : {};
    await store.writer.saveAccount({ ...account, agency: 'both', ...(credentials.length === 0 ? {} : { credentials }), ...limits });
    await store.writer.noteUses(credentials.map(({ id }) => ({ account: account.name, credential: id, lastUsed: 7 })));
  });

const catalogueChanged = fc.boolean().map((isWhole): Happening => async (store) => {
  await store.writer.replaceCatalogue(isWhole ? testCatalogue() : withoutDeep(), true);
});

const statusesForgotten = fc.constant<Happening>(async ({ writer }) => {
  await writer.forgetStatuses(Number.MAX_SAFE_INTEGER);
});

const fed = fc.constantFrom(MIXED, DEEP).map((part): Happening => async (store) => {
  await store.writer.feed(aggregateOf(HIDDEN, [MIXED, DEEP]), part);
});

/** @param mayHold whether something is held in the collection then */
const held = (mayHold: (store: Store, collection: string) => Promise<boolean>) =>
  fc.record({ collection: fc.constantFrom(...COLLECTIONS), id: fc.constantFrom(...IDS), isHeld: fc.boolean() }).map(({ collection, id, isHeld }): Happening => async (store) => {
    const { writer } = store;
    if (!isHeld) await writer.unhold(collection, id);
    else if (await mayHold(store, collection)) await writer.hold({ collection, id, since: 1_767_225_600_000_000, by: 'a court', reason: 'ünder way' });
  });

async function isThere({ catalogue }: Store, id: string): Promise<boolean> {
  const { catalogue: inForce } = await catalogue.read();
  return inForce?.apiRoots.some(({ collections }) => collections.some((entry) => entry.id === id)) ?? false;
}

const removalsForgotten = fc.constantFrom<Happening>(async ({ writer }) => {
  await writer.forgetRemovals(Number.MAX_SAFE_INTEGER);
});

const historyWith = (holding: fc.Arbitrary<Happening>): fc.Arbitrary<readonly Happening[]> => fc.array(
  fc.oneof(
    { arbitrary: published, weight: 5 },
    { arbitrary: received, weight: 2 },
    { arbitrary: removed, weight: 2 },
    { arbitrary: accountSaved, weight: 1 },
    { arbitrary: catalogueChanged, weight: 1 },
    { arbitrary: statusesForgotten, weight: 1 },
    { arbitrary: fed, weight: 2 },
    { arbitrary: holding, weight: 1 },
    { arbitrary: removalsForgotten, weight: 1 },
  ),
  { maxLength: 12 },
);

/** A short history of a store. */
export const HISTORY = historyWith(held(async () => true));
/** One as Liaison makes it: `liaison hold` finds a collection before it holds anything in it. */
export const POSSIBLE_HISTORY = historyWith(held(isThere));

/** A history that has some of everything. */
export const EVENTFUL: readonly Happening[] = [
  async ({ writer }) => {
    await writer.replaceCatalogue(testCatalogue(), false);
    const versions = VERSIONS.slice(1).map((version) => ({ id: 'indicator--1', version: version ?? '' }));
    await writer.finish(publicationTo(MIXED, 6), envelopeOf(versions, [{ id: 'note--1', version: '', message: 'no' }]), RIGHTS);
    await writer.finish(publicationTo(MIXED, 2), envelopeOf([{ id: 'indicator--1', version: '2020-01-01T00:00:00.1Z', specVersion: '2.0' }, { id: 'ipv4-addr--1' }]), RIGHTS);
    await writer.finish(publicationTo(MAIN, 3), envelopeOf(['malware--1', 'malware--2', 'malware--3'].map((id) => ({ id, version: '2020-01-01T00:00:00.000Z' }))), RIGHTS);
    await writer.finish(publicationTo(DEEP, 1), envelopeOf([{ id: 'tool--1' }]), RIGHTS);
    await writer.remove(MIXED, { id: 'indicator--1', versions: { first: false, last: true, values: [] } }, REMOVER);
    await writer.remove(MAIN, { id: 'malware--3', versions: 'all' }, REMOVER);
    await writer.replaceCatalogue(withoutDeep(), true);
    const marked = { id: 'indicator--7', version: '2020-01-01T00:00:00.000Z', label: LABELS[2] ?? { markings: [] }, uses: [MARKING] };
    const stranger = rightsOf('writer', { clearance: 1 }, 'creator');
    await writer.finish({ ...publicationTo(MAIN, 3), agency: 'writer' }, envelopeOf([{ id: MARKING }, { id: 'marking-definition--2', uses: [MARKING] }, { ...marked, isRevoked: true, validUntil: 7 }]), stranger);
    await writer.finish(publicationTo(MAIN, 1), envelopeOf([{ ...marked, label: { level: 4, markings: [] }, uses: [] }]), { ...RIGHTS, newVersions: 'creator' });
    await writer.feed(aggregateOf(HIDDEN, [MAIN]), MAIN);
    await writer.remove(MAIN, { id: 'malware--2', versions: 'all' }, { ...REMOVER, reason: 'nobody needs it' });
    await writer.hold({ collection: MAIN, id: MARKING, since: 5, by: 'a court', reason: 'under way' });
    await writer.hold({ collection: MIXED, id: 'note--1', since: 5, by: 'a court', reason: 'under way' });
    await writer.receive(publicationTo(MAIN, 1), new Uint8Array([123, 125]));
    await writer.saveAccount({ name: 'analyst', agency: 'both', credentials: CREDENTIALS, networks: ['10.0.0.0/8'], disabled: false });
    await writer.endSession('analyst', { id: 'ended', since: 1, until: Number.MAX_SAFE_INTEGER });
    await writer.noteUses([{ account: 'analyst', credential: '0a', lastUsed: 1_700_000_000_000_003 }]);
    await writer.saveAccount({ name: 'gone', agency: 'both', password: '$argon2id$b', disabled: true });
  },
];

/** Lets it happen in the store. */
export async function live(store: Store, history: readonly Happening[]): Promise<void> {
  for (const happening of history) await happening(store);
}

function withoutDeep(): Catalogue {
  const catalogue = testCatalogue();
  return { ...catalogue, apiRoots: catalogue.apiRoots.slice(0, 1), grants: catalogue.grants.filter(({ collection }) => collection !== DEEP) };
}
