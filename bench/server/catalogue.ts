// The exchange that is measured: a collection that is read, one that is published in, one with a real feed, and agencies
// with an account each.
import { catalogueOf } from '../../collections/catalogue/from-document.ts';
import { hashPassword } from '../../collections/accounts/password.ts';
import type { Store } from '../../collections/storage/port.ts';
import { randomFrom } from '../random.ts';

/** The API root. */
export const ROOT = 'bench';

/** What is in the collections; the names are their aliases. */
export const COLLECTIONS = {
  /** Synthetic objects, as many as are asked for. */
  bulk: '0b2c7d51-6d0e-4b8e-9a3f-3c5f4a1e2d60',
  /** The bundle that LIAISON_FEED names. */
  feed: '1c3d8e62-7e1f-4c9f-8b40-4d605b2f3e71',
  /** What is published while it is measured. */
  inbox: '2d4e9f73-8f20-4da0-9c51-5e716c304f82',
} as const;

/** A login of an agency. */
export interface BenchAccount {
  readonly name: string;
  readonly password: string;
}

/** Those who use the exchange. */
export interface BenchAccounts {
  readonly publishers: readonly BenchAccount[];
  readonly readers: readonly BenchAccount[];
}

/** The agency that fills the collections before anything is measured. */
export const FILLER = 'filler';
const AGENCIES = 16;

/** Declares the exchange in a new store, with sixteen publishing and sixteen reading agencies. */
export async function declareExchange(store: Store): Promise<BenchAccounts> {
  const publishers = accountsOf('publisher');
  const readers = accountsOf('reader');
  await store.writer.replaceCatalogue(catalogue([...publishers, ...readers].map(({ name }) => name)), false);
  for (const { name, password } of [...publishers, ...readers]) {
    await store.writer.saveAccount({ name, agency: name, password: await hashPassword(password), disabled: false });
  }
  return { publishers, readers };
}

/** The `Authorization` header of an account. */
export function basic({ name, password }: BenchAccount): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

/** The path of a collection's objects. */
export function objectsPath(collection: keyof typeof COLLECTIONS): string {
  return `/${ROOT}/collections/${COLLECTIONS[collection]}/objects/`;
}

/** The catalogue, for agencies of these names. */
export function catalogue(agencies: readonly string[]) {
  const random = randomFrom(1);
  const kinds = [FILLER, ...agencies].map((name) => ({
    name,
    title: name,
    kind: name.startsWith('reader') ? ('member' as const) : ('vendor' as const),
    identity: `identity--${random.uuid()}`,
  }));
  return catalogueOf({
    discovery: { title: 'Bench' },
    api_roots: [
      {
        path: ROOT,
        title: 'Bench',
        collections: Object.entries(COLLECTIONS).map(([alias, id]) => ({ id, title: alias, alias, new_versions: 'anyone' as const })),
      },
    ],
    agencies: kinds,
    grants: kinds.flatMap(({ name, kind }) =>
      Object.values(COLLECTIONS).map((collection) => ({
        agency: name,
        collection,
        rights: kind === 'member' ? (['read'] as const) : (['read', 'write'] as const),
      })),
    ),
  } as Parameters<typeof catalogueOf>[0]);
}

function accountsOf(kind: string): BenchAccount[] {
  return Array.from({ length: AGENCIES }, (_, index) => ({ name: `${kind}-${index + 1}`, password: `measured by ${kind} ${index + 1}` }));
}
