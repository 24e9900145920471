// Ready-made configurations for the tools that agencies use. All of them take a name and a password; a key goes in its place.
import type { GrantedCollection } from '../parts/granted-collections.ts';

/** Whom they let in where. */
export interface Access {
  readonly origin: string;
  readonly account: string;
  readonly secret: string;
  readonly collection: GrantedCollection | undefined;
}

/** A configuration, by the name of its tool. */
export interface Configuration {
  readonly name: string;
  readonly text: string;
}

/** One for each tool, in the words of its own form; docs/console.md says where these are from. */
export function configurationsFor({ origin, account, secret, collection }: Access): readonly Configuration[] {
  const id = collection?.id ?? 'COLLECTION-ID';
  const path = collection === undefined || collection.root === '/' ? '' : `${collection.root}/`;
  const root = `${origin}/${path}`;
  const discovery = `${origin}/taxii2/`;
  const title = collection?.title ?? 'Liaison';
  const form = (fields: Readonly<Record<string, string>>): string => Object.entries(fields).map(([name, value]) => `${name}: ${value}`).join('\n');
  return [
    { name: 'curl', text: `curl --globoff --user ${shell(`${account}:${secret}`)} ${shell(`${root}collections/${id}/objects/?limit=100`)}` },
    {
      name: 'taxii2-client (Python)',
      text: [
        'from taxii2client.v21 import Collection, as_pages',
        '',
        'collection = Collection(',
        `    ${JSON.stringify(`${root}collections/${id}/`)},`,
        `    user=${JSON.stringify(account)}, password=${JSON.stringify(secret)},`,
        ')',
        'for page in as_pages(collection.get_objects, per_request=500):',
        '    print(len(page.get("objects", [])))',
      ].join('\n'),
    },
    {
      name: 'OpenCTI',
      text: form({ 'Data > Ingestion > TAXII feeds': 'Create a TAXII ingester', Name: title, 'TAXII server URL': root, 'TAXII version': 'TAXII 2.1', 'TAXII Collection': id, 'Authentication type': 'Basic user / password', Username: account, Password: secret }),
    },
    {
      name: 'Microsoft Sentinel',
      text: form({ 'Data connectors': 'Threat Intelligence - TAXII', 'Friendly name': title, 'API Root URL': root, 'Collection ID': id, Username: account, Password: secret }),
    },
    {
      name: 'Splunk Enterprise Security',
      text: [
        '# 8.2 or later: earlier ones know TAXII 1 only. From 8.4 on the password is a stored credential, and taxii_username names it.',
        form({ 'Configure > Data Enrichment > Threat Intelligence Management': 'New > TAXII', Type: 'taxii', URL: root, 'POST arguments': `collection="${id}" earliest="-1y" taxii_username="${account}" taxii_password="${secret}"` }),
      ].join('\n'),
    },
    {
      name: 'Cortex XSOAR',
      text: form({ Integration: 'TAXII 2 Feed', 'Discovery Service URL': discovery, 'Username / API Key': account, Password: secret, 'API Root to Use': path.split('/').at(-2) ?? '', 'Collection Name To Fetch Indicators From': title }),
    },
    {
      name: 'Elastic',
      text: form({ Integration: 'Custom Threat Intelligence (CEL input)', 'URL API endpoint': `${root}collections/${id}/objects/`, 'Enable TAXII 2.1': 'on', 'Basic Auth Username': account, 'Basic Auth Password': secret, 'Initial Interval': '720h', Interval: '5m', 'Feed name': title }),
    },
    {
      name: 'MISP',
      text: [
        '# MISP publishes to it: the account needs the right to write.',
        form({ 'Add TAXII Server connection': '', Name: title, 'Discovery URL': discovery, 'Authentication Type': 'Basic', Username: account, Password: secret, 'API Root': root, Collection: id }),
      ].join('\n'),
    },
  ];
}

function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
