// Things that happen in a store over time, so that it holds some of everything: both specification versions, objects
// without versions, deletions, pending and finished publications, accounts, collections that come and go.
import fc from 'fast-check';
import type { Credential } from '../../collections/accounts/credential.ts';
import type { Store } from '../../collections/storage/port.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { DEEP, MAIN, MIXED, testCatalogue } from '../protocol/test-catalogue.ts';
import { envelopeOf, publicationTo, type TestObject } from './objects.ts';

/** Something that happens in a store. */
export type Happening = (store: Store) => Promise<void>;

const COLLECTIONS = [MAIN, MIXED, DEEP];
const IDS = ['indicator--1', 'indicator--2', 'malware--1', 'ipv4-addr--1'];
/** Two spellings of one instant, a leap second, and a precision beyond microseconds are among them. */
const VERSIONS = [
  undefined,
  '2024-02-29T23:59:59.999Z',
  '2025-01-01T00:00:00Z',
  '2025-01-01T00:00:00.000Z',
  '2016-12-31T23:59:60.5Z',
  '9999-12-31T00:00:00.000000001Z',
];

const object: fc.Arbitrary<TestObject> = fc
  .record({
    id: fc.constantFrom(...IDS),
    version: fc.constantFrom(...VERSIONS),
    specVersion: fc.constantFrom('2.0' as const, '2.1' as const),
    content: fc.option(fc.string({ unit: 'grapheme', maxLength: 4 }), { nil: undefined }),
  })
  .map(({ version, ...rest }) => (version === undefined ? rest : { ...rest, version }));

const published = fc
  .record({ collection: fc.constantFrom(...COLLECTIONS), objects: fc.array(object, { maxLength: 6 }), isRefused: fc.boolean() })
  .map(({ collection, objects, isRefused }): Happening => async (store) => {
    const refused = isRefused ? [{ id: 'note--1', version: '', message: 'not what it should be: ü' }] : [];
    await store.writer.finish(publicationTo(collection, objects.length + refused.length), envelopeOf(objects, refused));
  });

const received = fc
  .record({ collection: fc.constantFrom(...COLLECTIONS), body: fc.uint8Array({ minLength: 1, maxLength: 40 }), isFinished: fc.boolean() })
  .map(({ collection, body, isFinished }): Happening => async (store) => {
    const publication = publicationTo(collection, 1);
    await store.writer.receive(publication, new Uint8Array(body));
    if (isFinished) await store.writer.finish(publication, envelopeOf([{ id: 'tool--1' }]));
  });

const removed = fc
  .record({ collection: fc.constantFrom(...COLLECTIONS), id: fc.constantFrom(...IDS), first: fc.boolean(), last: fc.boolean() })
  .map(({ collection, id, first, last }): Happening => async (store) => {
    await store.writer.remove(collection, { id, versions: first || last ? { first, last, values: [] } : 'all' });
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

/** A short history of a store. */
export const HISTORY: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    { arbitrary: published, weight: 5 },
    { arbitrary: received, weight: 2 },
    { arbitrary: removed, weight: 2 },
    { arbitrary: accountSaved, weight: 1 },
    { arbitrary: catalogueChanged, weight: 1 },
    { arbitrary: statusesForgotten, weight: 1 },
  ),
  { maxLength: 12 },
);

/** A history that has some of everything. */
export const EVENTFUL: readonly Happening[] = [
  async ({ writer }) => {
    await writer.replaceCatalogue(testCatalogue(), false);
    const versions = VERSIONS.slice(1).map((version) => ({ id: 'indicator--1', version: version ?? '' }));
    await writer.finish(publicationTo(MIXED, 6), envelopeOf(versions, [{ id: 'note--1', version: '', message: 'no' }]));
    await writer.finish(publicationTo(MIXED, 2), envelopeOf([{ id: 'indicator--1', version: '2020-01-01T00:00:00.1Z', specVersion: '2.0' }, { id: 'ipv4-addr--1' }]));
    await writer.finish(publicationTo(MAIN, 3), envelopeOf(['malware--1', 'malware--2', 'malware--3'].map((id) => ({ id, version: '2020-01-01T00:00:00.000Z' }))));
    await writer.finish(publicationTo(DEEP, 1), envelopeOf([{ id: 'tool--1' }]));
    await writer.remove(MIXED, { id: 'indicator--1', versions: { first: false, last: true, values: [] } });
    await writer.remove(MAIN, { id: 'malware--3', versions: 'all' });
    await writer.replaceCatalogue(withoutDeep(), true);
    await writer.receive(publicationTo(MAIN, 1), new Uint8Array([123, 125]));
    await writer.saveAccount({ name: 'analyst', agency: 'both', credentials: CREDENTIALS, networks: ['10.0.0.0/8'], disabled: false });
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
