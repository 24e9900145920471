// Ready-made configurations for the tools that agencies use. All of them take a name and a password; a key goes in its place.
import type { CollectionResource } from '../../server/console/resources.ts';

/** Whom they let in where. */
export interface Access {
  readonly origin: string;
  readonly account: string;
  readonly secret: string;
  readonly collection: CollectionResource | undefined;
}

/** A configuration, by the name of its tool. */
export interface Configuration {
  readonly name: string;
  readonly text: string;
}

/** One for each tool. */
export function configurationsFor({ origin, account, secret, collection }: Access): readonly Configuration[] {
  const id = collection?.id ?? 'COLLECTION-ID';
  const path = collection === undefined || collection.api_root.path === '/' ? '' : `${collection.api_root.path}/`;
  const root = `${origin}/${path}`;
  const discovery = `${origin}/taxii2/`;
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
      text: form({ 'Ingestion': 'TAXII Feeds', 'TAXII server URL': root, 'TAXII version': 'TAXII 2.1', 'TAXII Collection': id, 'Authentication type': 'Basic user / password', Username: account, Password: secret }),
    },
    {
      name: 'Microsoft Sentinel',
      text: form({ 'Data connector': 'Threat intelligence - TAXII', 'Friendly name': collection?.title ?? 'Liaison', 'API root URL': root, 'Collection ID': id, Username: account, Password: secret }),
    },
    {
      name: 'Splunk Enterprise Security',
      text: form({ 'Type': 'taxii', 'URL': root, 'POST arguments': `collection="${id}" earliest="-1y" taxii_username="${account}" taxii_password="${secret}"` }),
    },
    {
      name: 'Cortex XSOAR',
      text: form({ 'Integration': 'TAXII 2 Feed', 'Discovery Service URL': discovery, 'Username / API Key': account, Password: secret, 'Collection Name To Fetch Objects From': collection?.title ?? id, 'Default API Root': path.replace(/\/$/, '') }),
    },
    {
      name: 'Elastic (Filebeat)',
      text: [
        'filebeat.inputs:',
        '  - type: httpjson',
        '    interval: 5m',
        `    request.url: ${JSON.stringify(`${root}collections/${id}/objects/`)}`,
        '    request.transforms:',
        '      - set: {target: header.Accept, value: "application/taxii+json;version=2.1"}',
        `      - set: {target: url.params.added_after, value: '[[.cursor.added_after]]', default: '[[formatDate (now (parseDuration "-720h"))]]'}`,
        `    auth.basic: {user: ${JSON.stringify(account)}, password: ${JSON.stringify(secret)}}`,
        '    response.split: {target: body.objects}',
        `    cursor.added_after: {value: '[[.last_response.header.Get "X-TAXII-Date-Added-Last"]]'}`,
      ].join('\n'),
    },
    {
      name: 'MISP',
      text: form({ 'Add TAXII server': '', Name: collection?.title ?? 'Liaison', 'Base URL': discovery, 'API Root': path.replace(/\/$/, ''), Collection: id, Username: account, Password: secret }),
    },
  ];
}

function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
