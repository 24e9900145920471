// The options by which publish and poll reach a server.
import type { Command } from 'commander';
import { readCredentials, type CredentialOptions } from './credentials.ts';
import { CommandFailure } from './failure.ts';
import { findCollection, type FoundCollection } from './find-collection.ts';
import { createTaxiiClient, trustCertificates, type Patience, type TaxiiClient } from './taxii-client.ts';

/** What a person says of the server and of themselves. */
export interface ConnectionOptions extends CredentialOptions {
  readonly collection: string;
  readonly ca?: string;
}

/** Gives a command the options of a connection. The password is never an argument, where others could read it. */
export function withConnection(command: Command): Command {
  return command
    .requiredOption('--collection <id|alias>', 'the collection')
    .option('--user <name>', 'the account; or in the URL, or in LIAISON_USER')
    .option('--password-stdin', 'read the password from standard input instead of LIAISON_PASSWORD')
    .option('--ca <file>', 'certificate authority to trust (PEM)');
}

/** A client and the collection that it is to work on. */
export async function connect(
  address: string,
  options: ConnectionOptions,
  patience: Patience,
): Promise<{ client: TaxiiClient; found: FoundCollection }> {
  const url = URL.parse(address);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new CommandFailure(`"${withoutSecret(address)}" is no URL of a server, such as https://taxii.example.org/taxii2/.`);
  }
  if (options.ca !== undefined) trustCertificates(options.ca);
  const credentials = await readCredentials(url, options);
  const client = createTaxiiClient({ url, credentials, ...patience });
  return { client, found: await findCollection(client, placeOf(url), options.collection) };
}

/** The URL without what doesn't name a resource of TAXII. */
function placeOf(url: URL): URL {
  return new URL(url.pathname, url.origin);
}

function withoutSecret(address: string): string {
  return address.replace(/^([a-z+.-]*:\/*)?.*@/i, '$1…@');
}
