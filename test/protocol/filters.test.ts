// Filters of the data endpoints: added_after, limit, match[…] (TAXII 2.1, 3.4)
import { datesIn, nameOf, namesAt, publish } from './conversation.ts';
import { startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import {
  customObject,
  identity,
  indicator,
  instant,
  ipv4Address,
  malware,
  newId,
  relationship,
  statementMarking,
  versionOf,
  versionsOf,
  type StixObject,
} from './stix-objects.ts';

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

/** The instant that lies some microseconds after a TAXII timestamp. */
function shifted(timestamp: string, microseconds: number): string {
  const all =
    BigInt(Date.parse(timestamp.slice(0, 19) + 'Z')) * 1000n + BigInt(timestamp.slice(20, 26)) + BigInt(microseconds);
  const second = new Date(Number(all / 1_000_000n) * 1000).toISOString().slice(0, 19);
  return `${second}.${String(all % 1_000_000n).padStart(6, '0')}Z`;
}

describe('added_after of objects (T-5.4-03)', () => {
  let collection: string;
  let names: string[];
  let dates: string[];
  beforeAll(async () => {
    collection = await exchange.newCollection();
    const future = indicator({ created: '2150-01-01T00:00:00.000Z', valid_from: '2150-01-01T00:00:00.000Z' });
    const past = malware({ created: '1999-01-01T00:00:00.000Z' });
    const objects = [indicator(), future, past, indicator()];
    await publish(both, collection, ...objects);
    names = objects.map(nameOf);
    dates = [...(await datesIn(both, collection)).values()];
  });

  const after = (value: string, endpoint = 'objects/') =>
    namesAt(both, `${collection}${endpoint}?added_after=${value}`);

  test('T-3.4-03 keeps what was added strictly later, to the microsecond', async () => {
    for (const [index, date] of dates.entries()) {
      expect(await after(date)).toEqual(names.slice(index + 1));
      expect(await after(shifted(date, -1))).toEqual(names.slice(index));
    }
  });

  test('T-3.4-03 does so on the manifest and on versions', async () => {
    const { objects } = (await both.get(`${collection}manifest/?added_after=${dates[1]}`)).json;
    expect(objects.map((record: { date_added: string }) => record.date_added)).toEqual(dates.slice(2));
    const id = names[3]?.split(' ')[0];
    expect((await both.get(`${collection}objects/${id}/versions/?added_after=${dates[2]}`)).json.versions).toHaveLength(
      1,
    );
    expect((await both.get(`${collection}objects/${id}/versions/?added_after=${dates[3]}`)).json).toEqual({});
  });

  test('T-3.4-05 left out, the answer begins with the oldest and goes up', async () => {
    expect(await namesAt(both, `${collection}objects/?limit=2`)).toEqual(names.slice(0, 2));
  });

  test('T-3.4-06 compares with no date inside the object', async () => {
    expect(await after('2000-01-01T00:00:00Z')).toEqual(names);
    expect(await after('2120-01-01T00:00:00Z')).toEqual([]);
  });

  test.each<[what: string, spell: (date: string) => string, isWithFirst: boolean]>([
    ['six fraction digits', (date) => date, false],
    ['nine fraction digits, of which six count', (date) => date.replace('Z', '999Z'), false],
    ['three fraction digits', (date) => `${date.slice(0, 23)}Z`, true],
    ['one fraction digit', (date) => `${date.slice(0, 21)}Z`, true],
    ['no fraction', (date) => `${date.slice(0, 19)}Z`, true],
    ['+00:00, encoded', (date) => date.replace('Z', '%2B00:00'), false],
    ['+00:00, whose plus arrives as a space', (date) => date.replace('Z', '+00:00'), false],
    ['+00:00, whose plus was made a space before', (date) => date.replace('Z', '%2000:00'), false],
    ['encoded colons', (date) => date.replaceAll(':', '%3A'), false],
    ['lower-case letters', (date) => date.toLowerCase(), false],
  ])('T-3.4-07 may have %s', async (_, spell, isWithFirst) => {
    // Less precision means an earlier instant, but for the one in a thousand that falls on it exactly.
    const found = await after(spell(dates[1] ?? ''));
    expect(found).toEqual(isWithFirst ? expect.arrayContaining(names.slice(2)) : names.slice(2));
  });

  test.each([
    ['0001-01-01T00:00:00Z', true],
    ['1969-12-31T23:59:59.999999Z', true],
    ['2016-12-31T23:59:60Z', true],
    ['2255-06-05T23:47:34.740991Z', false],
    ['9999-12-31T23:59:59Z', false],
    ['9999-12-31T23:59:59.999999Z', false],
  ])('T-3.4-03, T-3.4-07, T-3.2-05 may be as far away as %s', async (value, isEarlier) => {
    expect(await after(value)).toEqual(isEarlier ? names : []);
  });
});

describe('limit of objects and manifest (T-5.4-03, T-5.3-03)', () => {
  let collection: string;
  const objects = [indicator(), malware(), indicator(), malware(), indicator()];
  beforeAll(async () => {
    collection = await exchange.newCollection();
    await publish(both, collection, ...objects);
  });

  test.each([1, 2, 4, 5, 6, 1000])(
    'T-3.4-09, T-3.4-10, T-3.4-13 limit=%i gives no more, and says whether there is more',
    async (limit) => {
      for (const endpoint of ['objects/', 'manifest/']) {
        const { json } = await both.get(`${collection}${endpoint}?limit=${limit}`);
        expect(json.objects).toHaveLength(Math.min(limit, 5));
        expect(json.more).toBe(limit < 5);
      }
    },
  );

  test.each(['10001', '9007199254740993', '99999999999999999999999999', '005'])(
    'T-3.4-11, T-3.4-08 limit=%s is no error',
    async (limit) => {
      expect((await both.get(`${collection}objects/?limit=${limit}`)).json.objects).toHaveLength(5);
    },
  );
});

describe('match on objects (T-5.4-03)', () => {
  let collection: string;
  const [one, other] = [indicator(), indicator()];
  const software = malware();
  const link = relationship(one, 'indicates', software);
  const marking = statementMarking({ created: instant(2) });
  const address = ipv4Address('198.51.100.70');
  const custom = customObject('x-example-org-takedown');
  const named: Record<string, StixObject> = {
    ONE: one,
    OTHER: other,
    SOFTWARE: software,
    LINK: link,
    MARKING: marking,
    ADDRESS: address,
    CUSTOM: custom,
  };

  beforeAll(async () => {
    collection = await exchange.newCollection();
    await publish(both, collection, ...versionsOf(one, 1, 2, 3), software, link, marking);
    await publish(both, collection, address, ...versionsOf(other, 2), custom);
  });

  /** `ONE@2` is version 2 of the object that is named ONE here, `ONE` any version. */
  const short = (name: string): string => {
    const [id, version] = name.split(' ');
    const [label = name] = Object.entries(named).find(([, object]) => object.id === id) ?? [];
    const step = [1, 2, 3].find((candidate) => instant(candidate) === version);
    return step === undefined ? label : `${label}@${step}`;
  };
  const query = (text: string) =>
    text
      .replaceAll(/[A-Z]{3,}(?!-)/g, (label) => named[label]?.id ?? label)
      .replaceAll(/@(\d)/g, (_, step) => instant(Number(step)));
  const found = async (parameters: string) =>
    (await namesAt(both, `${collection}objects/?${query(parameters)}`)).map(short);

  const LAST = ['ONE@3', 'SOFTWARE', 'LINK', 'MARKING', 'ADDRESS', 'OTHER@2', 'CUSTOM'];

  test.each<[requirement: string, parameters: string, expected: string[]]>([
    ['T-3.4-01, T-3.4.1-12', '', LAST],
    ['T-3.4-18, T-3.4.1-01', 'match[id]=ONE', ['ONE@3']],
    ['T-3.4-21, T-3.4.1-01', 'match[id]=OTHER,ADDRESS,ONE', ['ONE@3', 'ADDRESS', 'OTHER@2']],
    ['T-3.4.1-01', 'match[id]=ONE,indicator--4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f', ['ONE@3']],
    ['T-3.4.1-01', 'match[id]=nonsense', []],
    ['T-3.4-18, T-3.4.1-08', 'match[type]=indicator', ['ONE@3', 'OTHER@2']],
    ['T-3.4-21, T-3.4.1-08', 'match[type]=malware,ipv4-addr,tool', ['SOFTWARE', 'ADDRESS']],
    ['T-3.4.1-08', 'match[type]=marking-definition', ['MARKING']],
    ['T-3.4.1-07', 'match[type]=x-example-org-takedown', ['CUSTOM']],
    ['T-3.4.1-07', 'match[type]=x-nobody-knows,Indicator,%22', []],
    ['T-3.4-18, T-3.4.1-09', 'match[version]=last', LAST],
    [
      'T-3.4-18, T-3.4.1-09',
      'match[version]=first',
      ['ONE@1', 'SOFTWARE', 'LINK', 'MARKING', 'ADDRESS', 'OTHER@2', 'CUSTOM'],
    ],
    ['T-3.4-18, T-3.4.1-09', 'match[version]=all', ['ONE@1', 'ONE@2', ...LAST]],
    ['T-3.4.1-09', 'match[version]=first,last', ['ONE@1', ...LAST]],
    ['T-3.4.1-09', 'match[version]=@2', ['ONE@2', 'MARKING', 'OTHER@2']],
    ['T-3.4.1-09', 'match[version]=@1,@3', ['ONE@1', 'ONE@3']],
    ['T-3.4.1-09', 'match[version]=first,@2,last', ['ONE@1', 'ONE@2', ...LAST]],
    ['T-3.4.1-09', 'match[version]=last,@3', LAST],
    ['T-3.4.1-13', 'match[version]=@9', []],
    ['T-3.4.1-14', 'match[version]=@2&match[type]=marking-definition', ['MARKING']],
    ['T-3.4-18', 'match[spec_version]=2.1', LAST],
    ['T-3.4.1-03', 'match[spec_version]=2.0', []],
    ['T-3.4.1-04', 'match[spec_version]=3.0', []],
    ['T-3.4-18', 'match[id]=ONE,SOFTWARE&match[type]=indicator', ['ONE@3']],
    ['T-3.4-18', 'match[id]=SOFTWARE&match[type]=indicator', []],
    ['T-3.4-18', 'match[type]=indicator&match[version]=first', ['ONE@1', 'OTHER@2']],
    [
      'T-3.4-18',
      'match[type]=indicator&match[version]=all&match[id]=ONE&match[spec_version]=2.1&limit=2',
      ['ONE@1', 'ONE@2'],
    ],
    ['T-3.4-23', 'match%5Btype%5D=indicator', ['ONE@3', 'OTHER@2']],
    ['T-3.4-23', 'match%5btype]=indicator&match[version%5d=first', ['ONE@1', 'OTHER@2']],
    ['T-3.4-21', 'match[type]=malware%2Cipv4-addr', ['SOFTWARE', 'ADDRESS']],
  ])('%s objects with ?%s', async (_, parameters, expected) => {
    expect(await found(parameters)).toEqual(expected);
  });

  test.each([
    'match[confidence]=50',
    'match[confidence]=50&match[confidence]=60',
    'match[]=x',
    'match=indicator',
    'match[type]x=indicator',
    'match[TYPE]=indicator',
    'Limit=1',
    'page=2',
    'x',
    '&&',
    '=',
    '__proto__[x]=1&constructor=2',
  ])('T-3.4-22 ?%s, which nobody defines, is passed over', async (parameters) => {
    expect(await found(parameters)).toEqual(LAST);
  });

  test('T-3.4.1-01 match[id] is case-sensitive', async () => {
    const upper = one.id.replace(/--.*/, (uuid) => uuid.toUpperCase());
    expect(await found(`match[id]=${upper}`)).toEqual([]);
    expect(await found(`match[id]=${upper},ONE`)).toEqual(['ONE@3']);
  });

  test('T-3.4-21 a hundred values are as good as one', async () => {
    const many = Array.from({ length: 100 }, () => newId('indicator'));
    expect(await found(`match[id]=${many.join(',')},ONE`)).toEqual(['ONE@3']);
  });
});

const STIX_TYPES = [
  ['attack-pattern', 'campaign', 'course-of-action', 'grouping', 'identity', 'incident', 'indicator', 'infrastructure'],
  ['intrusion-set', 'location', 'malware', 'malware-analysis', 'note', 'observed-data', 'opinion', 'report'],
  ['threat-actor', 'tool', 'vulnerability', 'relationship', 'sighting', 'artifact', 'autonomous-system', 'directory'],
  [
    'domain-name',
    'email-addr',
    'email-message',
    'file',
    'ipv4-addr',
    'ipv6-addr',
    'mac-addr',
    'mutex',
    'network-traffic',
  ],
  ['process', 'software', 'url', 'user-account', 'windows-registry-key', 'x509-certificate', 'language-content'],
  ['marking-definition', 'extension-definition', 'bundle'],
].flat();

describe('match[type]', () => {
  test.each(STIX_TYPES)('T-3.4.1-06 %s is never an error', async (type) => {
    const collection = await exchange.newCollection();
    for (const endpoint of ['objects/', 'manifest/']) {
      expect((await both.get(`${collection}${endpoint}?match[type]=${type}`)).status).toBe(200);
    }
  });

  test('T-3.4.1-06 all of them at once are no error either', async () => {
    const collection = await exchange.newCollection();
    const object = malware();
    await publish(both, collection, object);
    expect(await namesAt(both, `${collection}objects/?match[type]=${STIX_TYPES.join(',')}`)).toEqual([nameOf(object)]);
  });
});

describe('match[version] with instants', () => {
  let collection: string;
  const object = indicator();
  const precise = { ...object, modified: '2024-05-01T00:00:00.1234567Z' };
  const whole = { ...object, modified: '2024-05-02T00:00:00.000Z' };
  beforeAll(async () => {
    collection = await exchange.newCollection();
    await publish(both, collection, precise, whole);
  });

  test.each([
    ['T-3.4.1-13', '2024-05-02T00:00:00.000Z', [whole]],
    ['T-3.4.1-13', '2024-05-02T00:00:00Z', [whole]],
    ['T-3.4.1-13', '2024-05-02T00:00:00.000000000Z', [whole]],
    ['T-3.4.1-13', '2024-05-01T00:00:00.1234567Z', [precise]],
    ['T-3.4.1-13', '2024-05-01T00:00:00.12345670Z', [precise]],
    ['T-3.4.1-13', '2024-05-01T00:00:00.123456Z', []],
    ['T-3.4.1-13', '2024-05-01T00:00:00.123Z', []],
  ])('%s %s is compared as an instant at full precision', async (_, value, expected) => {
    expect(await namesAt(both, `${collection}objects/?match[version]=${value}`)).toEqual(expected.map(nameOf));
  });
});

describe('which version is the last', () => {
  test('T-3.4.1-17 an older version that arrives late is never served as the latest', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, versionOf(object, 3));
    const [watermark] = (await datesIn(both, collection)).values();
    await publish(both, collection, versionOf(object, 1));
    expect(await namesAt(both, `${collection}objects/`)).toEqual([`${object.id} ${instant(3)}`]);
    expect(await namesAt(both, `${collection}objects/?added_after=${watermark}`)).toEqual([]);
    expect(await namesAt(both, `${collection}objects/?added_after=${watermark}&match[version]=first`)).toEqual([
      `${object.id} ${instant(1)}`,
    ]);
    expect(await namesAt(both, `${collection}objects/?added_after=${watermark}&match[version]=all`)).toEqual([
      `${object.id} ${instant(1)}`,
    ]);
  });

  test('T-3.4.1-17, T-3.4.1-12 a newer version takes the place of the one before', async () => {
    const collection = await exchange.newCollection();
    const [object, bystander] = [indicator(), malware()];
    await publish(both, collection, versionOf(object, 1), bystander);
    await publish(both, collection, versionOf(object, 2));
    const expected = [nameOf(bystander), `${object.id} ${instant(2)}`];
    expect(await namesAt(both, `${collection}objects/`)).toEqual(expected);
    const { objects } = (await both.get(`${collection}manifest/`)).json;
    expect(objects.map(({ id, version }: Record<string, string>) => `${id} ${version}`)).toEqual(expected);
  });

  test('T-3.4.1-17 versions of different precision are told apart by their instants', async () => {
    const collection = await exchange.newCollection();
    const object = identity();
    const inOrder = [
      '2024-05-01T00:00:00.100Z',
      '2024-05-01T00:00:00.1000001Z',
      '2024-05-01T00:00:00.12Z',
      '2024-05-01T00:00:01.000Z',
    ];
    const spelled = inOrder.map((modified) => modified.replace('.12Z', '.120Z'));
    await publish(both, collection, ...spelled.toReversed().map((modified) => ({ ...object, modified })));
    expect(await namesAt(both, `${collection}objects/`)).toEqual([`${object.id} ${spelled[3]}`]);
    expect(await namesAt(both, `${collection}objects/?match[version]=first`)).toEqual([`${object.id} ${spelled[0]}`]);
  });
});

const VALID = '2024-01-01T00:00:00.000000Z';

const MALFORMED_PAGING: readonly [requirement: string, query: string][] = [
  ['T-3.4-08', 'limit=0'],
  ['T-3.4-08', 'limit=-1'],
  ['T-3.4-08', 'limit=00'],
  ['T-3.4-08', 'limit=abc'],
  ['T-3.4-08', 'limit=1.5'],
  ['T-3.4-08', 'limit=1e3'],
  ['T-3.4-08', 'limit=0x10'],
  ['T-3.4-08', 'limit=%2B5'],
  ['T-3.4-08', 'limit=5,6'],
  ['T-3.4-08', 'limit=%D9%A3'],
  ['T-3.4-08, T-3.4-20', 'limit='],
  ['T-3.4-08, T-3.4-20', 'limit'],
  ['T-3.4-08, T-3.4-20', 'limit=5%20'],
  ['T-3.4-20', 'limit=5&limit=5'],
  ['T-3.4-07', 'added_after=garbage'],
  ['T-3.4-07', 'added_after=2024-01-01'],
  ['T-3.4-07', 'added_after=2024-01-01T00:00:00'],
  ['T-3.4-07', 'added_after=2024-01-01T00:00Z'],
  ['T-3.4-07', 'added_after=2024-01-01%2000:00:00Z'],
  ['T-3.4-07', 'added_after=2024-01-01T00:00:00.Z'],
  ['T-3.4-07', 'added_after=2024-01-01T00:00:00.1234567890Z'],
  ['T-3.4-07', 'added_after=2024-01-01T00:00:00%2B01:00'],
  ['T-3.4-07', 'added_after=2024-01-01T00:00:00%2B0000'],
  ['T-3.4-07', 'added_after=2024-13-01T00:00:00Z'],
  ['T-3.4-07', 'added_after=2024-02-30T00:00:00Z'],
  ['T-3.4-07', 'added_after=2023-02-29T00:00:00Z'],
  ['T-3.4-07', 'added_after=2024-01-01T24:00:00Z'],
  ['T-3.4-07', 'added_after=2024-01-01T00:60:00Z'],
  ['T-3.4-07', 'added_after=1704067200'],
  ['T-3.4-07', 'added_after=undefined'],
  ['T-3.4-07', 'added_after=%00'],
  ['T-3.4-20', 'added_after='],
  ['T-3.4-04', `added_after=${VALID},${VALID}`],
  ['T-3.4-04, T-3.4-20', `added_after=${VALID}&added_after=${VALID}`],
  ['T-3.4-20', 'next='],
  ['T-3.4-20', 'next=a&next=b'],
  ['T-3.4-16', 'next=nonsense'],
  ['T-3.4-20', 'limit=%zz'],
  ['T-3.4-20', 'added_after=%'],
  ['T-3.4-20', 'x=%E0%A4'],
];

const MALFORMED_SPEC_VERSION: readonly [requirement: string, query: string][] = [
  ['T-3.4.1-04', 'match[spec_version]=2'],
  ['T-3.4.1-04', 'match[spec_version]=2.1.0'],
  ['T-3.4.1-04', 'match[spec_version]=latest'],
  ['T-3.4.1-04', 'match[spec_version]=2.x'],
  ['T-3.4.1-04', 'match[spec_version]=2.1,x'],
  ['T-3.4-20', 'match[spec_version]='],
  ['T-3.4-20', 'match[spec_version]=2.0,,2.1'],
  ['T-3.4-20', 'match[spec_version]=2.0,%202.1'],
  ['T-3.4-19, T-3.4-20', 'match[spec_version]=2.0&match[spec_version]=2.1'],
];

const MALFORMED_VERSION: readonly [requirement: string, query: string][] = [
  ['T-3.4.1-10', 'match[version]=all,last'],
  ['T-3.4.1-10', 'match[version]=first,all'],
  ['T-3.4.1-10', 'match[version]=all,2024-01-01T00:00:00.000Z'],
  ['T-3.4.1-11', 'match[version]=last,last'],
  ['T-3.4.1-11', 'match[version]=all,all'],
  ['T-3.4.1-11', 'match[version]=2024-01-01T00:00:00.000Z,2024-01-01T00:00:00.000Z'],
  ['T-3.4.1-11, T-3.4.1-13', 'match[version]=2024-01-01T00:00:00.000Z,2024-01-01T00:00:00Z'],
  ['T-3.4.1-13', 'match[version]=foo'],
  ['T-3.4.1-13', 'match[version]=Last'],
  ['T-3.4.1-13', 'match[version]=2024-01-01'],
  ['T-3.4.1-13', 'match[version]=2024-01-01T00:00:00'],
  ['T-3.4.1-13', 'match[version]=2024-02-30T00:00:00.000Z'],
  ['T-3.4.1-13', 'match[version]=2024-01-01T00:00:00.000%2B00:00'],
  ['T-3.4.1-13', 'match[version]=last,foo'],
  ['T-3.4-20', 'match[version]='],
  ['T-3.4-20', 'match[version]=first,'],
  ['T-3.4-20', 'match[version]=first,+last'],
  ['T-3.4-19, T-3.4-20', 'match[version]=first&match[version]=last'],
  ['T-3.4-19', 'match[version]=first&match%5Bversion%5D=last'],
];

const MALFORMED_ID_AND_TYPE: readonly [requirement: string, query: string][] = [
  ['T-3.4-19', 'match[type]=indicator&match[type]=malware'],
  ['T-3.4-19', 'match[id]=a&match[id]=a'],
  ['T-3.4-20', 'match[type]='],
  ['T-3.4-20', 'match[type]=indicator,,malware'],
  ['T-3.4-20', 'match[type]=indicator,%20malware'],
  ['T-3.4-20', 'match[type]=indicator+,malware'],
  ['T-3.4-20', 'match[id]=,'],
  ['T-3.4-20', 'match[id]'],
  ['T-3.4-20', 'match[type]=%C3%28'],
];

describe.each([
  [
    'objects',
    'objects/',
    [...MALFORMED_PAGING, ...MALFORMED_SPEC_VERSION, ...MALFORMED_VERSION, ...MALFORMED_ID_AND_TYPE],
  ],
  [
    'manifest',
    'manifest/',
    [...MALFORMED_PAGING, ...MALFORMED_SPEC_VERSION, ...MALFORMED_VERSION, ...MALFORMED_ID_AND_TYPE],
  ],
  ['one object', 'objects/OBJECT/', [...MALFORMED_PAGING, ...MALFORMED_SPEC_VERSION, ...MALFORMED_VERSION]],
  ['versions', 'objects/OBJECT/versions/', [...MALFORMED_PAGING, ...MALFORMED_SPEC_VERSION]],
])('T-3.4-02, T-3.1-12 malformed parameters of %s', (_, endpoint, queries) => {
  let path: string;
  beforeAll(async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, object);
    path = collection + endpoint.replace('OBJECT', object.id);
  });

  test.each(queries)('%s ?%s is 400, and the error names the parameter', async (_requirement, query) => {
    const { status, json } = await both.get(`${path}?${query}`);
    expect(status).toBe(400);
    const [parameter = ''] = query.split(/[=&]/, 1);
    expect(json.description).toContain(parameter);
    expect(json.details).toMatchObject({ parameter: expect.any(String), expected: expect.any(String) });
  });
});
