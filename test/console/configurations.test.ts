// Ready-made configurations: the URLs and names that each tool wants, wherever the API root is.
import { configurationsFor } from '../../console/texts/configurations.ts';

const ID = '5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11';

describe.each([
  ['operations', 'https://taxii.example/operations/', 'operations'],
  ['members/asia', 'https://taxii.example/members/asia/', 'asia'],
  ['/', 'https://taxii.example/', ''],
])('of a collection in the API root %s', (root, url, segment) => {
  const configurations = configurationsFor({ origin: 'https://taxii.example', account: 'soc', secret: "it's $ecret", collection: { id: ID, title: 'Botnets', root } });
  const textOf = (name: string): string => configurations.find((one) => one.name.startsWith(name))?.text ?? '';

  test.each([
    ['curl', `'${url}collections/${ID}/objects/?limit=100'`],
    ['curl', `--user 'soc:it'\\''s $ecret'`],
    ['taxii2-client', `"${url}collections/${ID}/"`],
    ['OpenCTI', `TAXII server URL: ${url}\n`],
    ['OpenCTI', `TAXII Collection: ${ID}\n`],
    ['Microsoft Sentinel', `API Root URL: ${url}\n`],
    ['Splunk', `collection="${ID}"`],
    ['Cortex XSOAR', 'Discovery Service URL: https://taxii.example/taxii2/\n'],
    ['Cortex XSOAR', `API Root to Use: ${segment}\n`],
    ['Cortex XSOAR', 'Collection Name To Fetch Indicators From: Botnets'],
    ['Elastic', `URL API endpoint: ${url}collections/${ID}/objects/\n`],
    ['MISP', `API Root: ${url}\n`],
  ])('%s has %s', (name, expected) => {
    expect(textOf(name)).toContain(expected);
  });

  test('each has the account and the secret', () => {
    for (const { name, text } of configurations) expect([name, text.includes('soc'), text.includes('$ecret')]).toEqual([name, true, true]);
  });
});
