// The first start: a sample exchange with an account for each of its agencies, and what to try.
import { fileURLToPath } from 'node:url';
import { generatePassword, hashPassword } from '../collections/accounts/password.ts';
import type { Catalogue } from '../schemas/catalogue/catalogue.ts';
import type { Store } from '../collections/storage/port.ts';
import { readCatalogueFile } from './catalogue.ts';

/** An account that was just made, and its password, which is kept nowhere else. */
export interface NewAccount {
  readonly name: string;
  readonly password: string;
}

/** What the first start made. */
export interface FirstStart {
  readonly catalogue: Catalogue;
  readonly accounts: readonly NewAccount[];
}

const SAMPLE_CATALOGUE = fileURLToPath(new URL('./sample/catalogue.yaml', import.meta.url));
const SAMPLE_BUNDLE = fileURLToPath(new URL('./sample/bundle.json', import.meta.url));

/**
 * Applies the sample catalogue and makes an account, with a random password, for each of its agencies. Of servers that
 * start at once on one store only one does; the others get `undefined`.
 */
export async function createSampleExchange(store: Store): Promise<FirstStart | undefined> {
  const catalogue = await readCatalogueFile(SAMPLE_CATALOGUE);
  const outcome = await store.writer.replaceCatalogue(catalogue, false);
  if (!outcome.applied || outcome.revision !== 1) return undefined;
  const accounts = catalogue.agencies.map(({ name }) => ({ name, password: generatePassword() }));
  const hashed = await Promise.all(
    accounts.map(async ({ name, password }) => ({ name, agency: name, password: await hashPassword(password), disabled: false })),
  );
  for (const account of hashed) await store.writer.saveAccount(account);
  return { catalogue, accounts };
}

/** The first start in words: the accounts, and three commands that work when pasted. */
export function describeFirstStart(origin: string, place: string, { catalogue, accounts }: FirstStart, hasConsole: boolean): string {
  const width = Math.max(...accounts.map(({ name }) => name.length));
  const lines = accounts.map(({ name, password }) => `  ${name.padEnd(width)}  ${password}`);
  const { operator, publisher, reader, objectsUrl } = sampleJourney(origin, catalogue, accounts);
  const look = hasConsole ? `Or look at it in a browser, as ${operator.name} or as anybody else: ${origin}/console/\n\n` : '';
  return `
First start: the sample exchange "${catalogue.discovery.title}" is made. ${place}
Its accounts and their passwords, shown only now:

${lines.join('\n')}

Try it: what is here, publish the sample bundle, poll it.

  curl ${credentials(reader)} ${origin}/taxii2/
  curl ${credentials(publisher)} -H 'Content-Type: application/taxii+json;version=2.1' --data-binary '@${SAMPLE_BUNDLE}' ${objectsUrl}
  curl ${credentials(reader)} ${objectsUrl}

${look}Stop with Ctrl+C. Later starts keep what is there.
`;
}

function sampleJourney(origin: string, catalogue: Catalogue, accounts: readonly NewAccount[]) {
  const accountOf = (kind: string): NewAccount => {
    const agency = catalogue.agencies.find((candidate) => candidate.kind === kind);
    const account = accounts.find(({ name }) => name === agency?.name);
    if (account === undefined) throw new Error(`The sample catalogue has no ${kind}.`);
    return account;
  };
  const [root] = catalogue.apiRoots;
  const [collection] = root?.collections ?? [];
  if (root === undefined || collection === undefined) throw new Error('The sample catalogue has no collection.');
  const objectsUrl = `${origin}/${root.path}/collections/${collection.alias ?? collection.id}/objects/`;
  return { operator: accountOf('operator'), publisher: accountOf('vendor'), reader: accountOf('member'), objectsUrl };
}

function credentials({ name, password }: NewAccount): string {
  return `-u '${name}:${password}'`;
}
