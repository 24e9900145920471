// The options by which publish and poll reach a server.
import { Option, type Command } from 'commander';
import { CommandFailure } from './failure.ts';
import { findCollection, type FoundCollection } from './find-collection.ts';
import { readStandardInput } from './standard-input.ts';
import { createTaxiiClient, trustCertificates, type TaxiiClient } from './taxii-client.ts';

/** What a person says of the server and of themselves. */
export interface ConnectionOptions {
  readonly collection: string;
  readonly user?: string;
  readonly passwordStdin?: boolean;
  readonly ca?: string;
}

/** Gives a command the options of a connection. The password is never an argument, where others could read it. */
export function withConnection(command: Command): Command {
  return command
    .requiredOption('--collection <id|alias>', 'the collection')
    .addOption(new Option('--user <name>', 'the account; or in the URL').env('LIAISON_USER'))
    .option('--password-stdin', 'read the password from standard input instead of LIAISON_PASSWORD')
    .option('--ca <file>', 'certificate authority to trust (PEM)');
}

/** A client and the collection that it is to work on. */
export async function connect(
  address: string,
  options: ConnectionOptions,
  tries?: number,
): Promise<{ client: TaxiiClient; found: FoundCollection }> {
  const url = URL.parse(address);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new CommandFailure(`"${address}" is no URL of a server, such as https://taxii.example.org/taxii2/.`);
  }
  if (options.ca !== undefined) trustCertificates(options.ca);
  const user = options.user ?? decodeURIComponent(url.username);
  const password = await passwordOf(options, decodeURIComponent(url.password));
  if (user === '' || password === '') {
    throw new CommandFailure('The server wants an account: give --user, and its password in LIAISON_PASSWORD or by --password-stdin.');
  }
  url.username = '';
  url.password = '';
  const client = createTaxiiClient({ url, user, password, ...(tries === undefined ? {} : { tries }) });
  return { client, found: await findCollection(client, url, options.collection) };
}

async function passwordOf({ passwordStdin }: ConnectionOptions, fromUrl: string): Promise<string> {
  if (passwordStdin === true) return (await readStandardInput()).replace(/\r?\n$/, '');
  return process.env['LIAISON_PASSWORD'] ?? fromUrl;
}
