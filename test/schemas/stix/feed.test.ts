// A feed as it is published: with LIAISON_FEED naming a bundle's file, such as ATT&CK for ICS, it has no errors.
import { readFileSync } from 'node:fs';
import { checkObject } from '../../../schemas/stix/check-object.ts';
import type { JsonObject } from '../../../schemas/stix/json.ts';
import { refuses } from '../../../schemas/stix/policy.ts';

const SAMPLE = new URL('../../../cli/sample/bundle.json', import.meta.url);

const feeds: (string | URL)[] = [SAMPLE, process.env.LIAISON_FEED ?? ''].filter((feed) => feed !== '');

test.each(feeds.map((feed) => [String(feed).replace(/^.*\//, ''), feed] as const))(
  '%s passes the standard policy',
  (_, feed) => {
    const bundle = JSON.parse(readFileSync(feed, 'utf8')) as JsonObject & { objects: JsonObject[] };
    const refused = [bundle, ...bundle.objects].flatMap((object) => refuses(checkObject(object)));
    expect(refused).toEqual([]);
  },
);
