// What the console's API tells to whom: on both stores, for an operator, members and a vendor.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describeMongo } from '../engines/describe-mongodb.ts';
import { certificateFolder } from './certificates.ts';
import { BOTNETS, DESK, INDICATORS, PEOPLE, RESULTS, SAMPLE_BUNDLE, signIn, startConsoleWorld, trySignIn, type ConsoleWorld, type StoreKind, type Visitor } from './console-world.ts';

const AMBER = 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421';
/** Above what members read there. */
const STRICT = 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003';
const SIMDA = 'malware--4cf04d11-c480-443e-b6a9-ed37226a0ab3';
const OBJECTS = `/api/collections/${BOTNETS}/objects/`;

function indicator(wishes: object = {}): { readonly id: string; readonly type: string } & Record<string, unknown> {
  const instant = '2026-11-29T00:00:00.000Z';
  return { type: 'indicator', spec_version: '2.1', id: `indicator--${randomUUID()}`, created: instant, modified: instant, pattern: "[ipv4-addr:value = '192.0.2.1']", pattern_type: 'stix', valid_from: instant, name: 'An indicator', description: 'For a test', indicator_types: ['benign'], ...wishes };
}

function consoleSuite(kind: StoreKind): void {
  let world: ConsoleWorld;
  let operator: Visitor;
  let member: Visitor;
  let vendor: Visitor;
  beforeAll(async () => {
    world = await startConsoleWorld(kind);
    [operator, member, vendor] = await Promise.all([signIn(world.origin, PEOPLE.operator), signIn(world.origin, PEOPLE.member), signIn(world.origin, PEOPLE.vendor)]);
  });
  afterAll(() => world.close());

  const publish = async (visitor: Visitor, ...objects: readonly object[]): Promise<string> => {
    const answer = await visitor.send('POST', OBJECTS, JSON.stringify({ objects }));
    expect([answer.status, answer.json.failures]).toEqual([202, []]);
    return String(answer.json.id);
  };

  test('the overview has the collections that somebody sees, and no others', async () => {
    const seen = async (visitor: Visitor): Promise<string[]> => (await visitor.get('/api/overview/')).json.collections.map(({ id }: { id: string }) => id);
    expect((await seen(operator)).toSorted()).toEqual([BOTNETS, RESULTS].toSorted());
    expect((await seen(member)).toSorted()).toEqual([BOTNETS, RESULTS, INDICATORS, DESK].toSorted());
    expect((await seen(vendor)).toSorted()).toEqual([BOTNETS, INDICATORS].toSorted());
  });

  test('counts are of what somebody sees: a publication above their clearance changes nothing for them', async () => {
    const count = async (visitor: Visitor): Promise<number> => (await visitor.get(`/api/collections/${BOTNETS}/`)).json.versions;
    const before = [await count(operator), await count(member), await count(vendor)];
    await publish(operator, indicator({ object_marking_refs: [AMBER] }), indicator({ object_marking_refs: [STRICT] }));
    const after = [await count(operator), await count(member), await count(vendor)];
    expect(after.map((value, index) => value - (before[index] ?? 0))).toEqual([2, 1, 0]);
  });

  test.each([
    ['its page', (id: string) => `/api/collections/${id}/`],
    ['its objects', (id: string) => `/api/collections/${id}/objects/`],
    ['an object', (id: string) => `/api/collections/${id}/objects/${SIMDA}/`],
    ['relations', (id: string) => `/api/collections/${id}/objects/${SIMDA}/relations/`],
    ['a trail', (id: string) => `/api/collections/${id}/objects/${SIMDA}/trail/`],
  ])('a collection without rights is not there: %s', async (_, path) => {
    const [hidden, missing] = [await operator.get(path(DESK)), await operator.get(path(randomUUID()))];
    expect([hidden.status, hidden.json.description]).toEqual([404, missing.json.description]);
    expect(missing.status).toBe(404);
  });

  test('objects are told newest first, and page by page to the end', async () => {
    const ids: string[] = [];
    for (let next: string | undefined, page = 0; page === 0 || next !== undefined; page += 1) {
      const { json } = await member.get(`${OBJECTS}${next === undefined ? '' : `?before=${encodeURIComponent(next)}`}`);
      const dates = json.objects.map((object: { date_added: string }) => object.date_added);
      expect(dates).toEqual(dates.toSorted().toReversed());
      ids.push(...json.objects.map(({ id }: { id: string }) => id));
      next = json.next;
    }
    const all = (await world.taxii(PEOPLE.member).get(`/operations/collections/${BOTNETS}/objects/`)).json.objects.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(all.toReversed());
  });

  test.each([
    ['type=malware', ['Simda']],
    ['text=sImDa&type=malware,campaign', ['Simda', 'Simda botnet']],
    ['text=no%20such%20text', []],
    ['type=malware&marking=clear', ['Simda']],
    ['type=malware&marking=red', []],
    ['type=malware&marking=marking-definition--5240d9fa-2973-4c4f-a73e-b3c038a9f168', ['Simda']],
    ['type=malware&author=identity--924a4fad-924f-491e-b378-f36f37b7aa52', ['Simda']],
    ['type=malware&author=identity--f7a58e9d-16cd-4d5e-b50c-161aaac2af44', []],
    ['type=malware&after=2100-01-01T00:00:00Z', []],
    ['type=malware&before=2020-01-01T00:00:00Z', []],
  ])('filters: %s', async (query, titles) => {
    const { json } = await member.get(`${OBJECTS}?${query}`);
    expect(json.objects.map(({ title }: { title: string }) => title)).toEqual(titles);
  });

  test.each(['before=yesterday', 'versions=some', `text=${'x'.repeat(300)}`, 'after=', 'type=&text='])('parameters that mean nothing are refused, empty ones are none: %.20s', async (query) => {
    expect((await member.get(`${OBJECTS}?${query}`)).status).toBe(/=(?:&|$)/.test(query) ? 200 : 400);
  });

  test('relationships are told by the names of what they connect, as far as that is there', async () => {
    const secret = indicator({ name: 'A secret', object_marking_refs: [STRICT] });
    const instant = '2026-11-29T00:00:00.000Z';
    const relationship = { type: 'relationship', spec_version: '2.1', id: `relationship--${randomUUID()}`, created: instant, modified: instant, relationship_type: 'indicates', source_ref: secret.id, target_ref: SIMDA };
    await publish(operator, secret, relationship);
    const titleFor = async (visitor: Visitor): Promise<string> => (await visitor.get(`${OBJECTS}?type=relationship`)).json.objects[0].title;
    expect(await titleFor(operator)).toBe('A secret indicates Simda');
    expect(await titleFor(member)).toBe(`${secret.id} indicates Simda`);
    const { json } = await member.get(`${OBJECTS}${SIMDA}/relations/`);
    expect(json.nodes.find(({ id }: { id: string }) => id === secret.id)).toEqual({ id: secret.id, type: 'indicator', title: secret.id, is_there: false });
    expect(json.edges).toContainEqual(expect.objectContaining({ from: secret.id, to: SIMDA, label: 'indicates' }));
    expect(JSON.stringify(json)).not.toContain('A secret');
  });

  test('an object tells why it is there: its level, the clearance, and the grant', async () => {
    const amber = indicator({ object_marking_refs: [AMBER] });
    const unmarked = indicator();
    await publish(vendor, amber, unmarked);
    const sight = async (visitor: Visitor, id: string) => (await visitor.get(`${OBJECTS}${id}/`)).json.sight;
    expect(await sight(member, amber.id)).toMatchObject({ reason: 'clearance', level: 'amber', clearance: 'amber', from: 'marking', grants: [{ kind: 'group', title: 'ASEAN desk', clearance: 'amber' }] });
    expect(await sight(vendor, amber.id)).toMatchObject({ reason: 'own', level: 'amber', clearance: 'green' });
    expect(await sight(member, unmarked.id)).toMatchObject({ level: 'green', from: 'default', markings: [] });
  });

  test('versions are told newest first, with the very text that was published', async () => {
    const first = indicator({ name: 'Before' });
    const second = { ...first, modified: '2026-11-29T01:00:00.000Z', name: 'After' };
    await publish(vendor, first);
    await publish(vendor, second);
    const { json } = await member.get(`${OBJECTS}${first.id}/`);
    expect(json.versions.map((version: { json: string }) => JSON.parse(version.json))).toEqual([second, first]);
    expect(json.versions[1].fields).toContainEqual({ name: 'name', text: 'Before' });
    expect((await vendor.get(`${OBJECTS}?versions=all&type=indicator`)).json.objects.filter(({ id }: { id: string }) => id === first.id)).toHaveLength(2);
  });

  test('what is looked at is in the audit log as a disclosure, and nothing else is', async () => {
    const rare = indicator({ name: `Needle ${randomUUID()}` });
    await publish(vendor, rare);
    const { json } = await member.get(`${OBJECTS}?text=${encodeURIComponent(String(rare['name']))}`);
    expect([json.objects.length, json.looked_at > 1]).toEqual([1, true]);
    const trail = await eventually(async () => {
      const { json: found } = await operator.get(`${OBJECTS}${rare.id}/trail/`);
      const given = found.entries.filter(({ kind: what, account }: { kind: string; account: string }) => what === 'disclosure' && account === PEOPLE.member);
      return given.length > 0 ? found : undefined;
    });
    expect(trail.entries.map(({ kind: what }: { kind: string }) => what)).toEqual(expect.arrayContaining(['publication', 'disclosure']));
    const [given] = (await world.store.audit.find({ kinds: ['disclosure'], account: PEOPLE.member }, 1_000)).toReversed();
    expect(JSON.parse(given?.text ?? '{}')).toMatchObject({ collection: BOTNETS });
    const hay = indicator({ name: 'Hay' });
    await publish(vendor, hay);
    await member.get(`${OBJECTS}?text=no%20such%20text`);
    const { json: ofHay } = await operator.get(`${OBJECTS}${hay.id}/trail/`);
    expect(ofHay.entries.filter(({ account, kind: what }: { account: string; kind: string }) => what === 'disclosure' && account === PEOPLE.member)).toEqual([]);
  });

  test('publications: one\'s own, for operators others\' into what their agency reads; the reason of every refusal', async () => {
    const broken = { ...indicator(), pattern: 'no pattern' };
    const answer = await vendor.send('POST', OBJECTS, JSON.stringify({ objects: [indicator(), broken] }));
    expect(answer.json).toMatchObject({ total: 2, succeeded: 1, failed: 1, failures: [{ id: broken.id, message: expect.stringContaining('/pattern') }] });
    const desk = await member.send('POST', `/api/collections/${DESK}/objects/`, JSON.stringify({ objects: [indicator()] }));
    const listed = async (visitor: Visitor): Promise<string[]> => (await visitor.get('/api/publications/')).json.publications.map(({ id }: { id: string }) => id);
    expect(await listed(vendor)).toContain(answer.json.id);
    expect(await listed(operator)).toContain(answer.json.id);
    expect(await listed(member)).toEqual([desk.json.id]);
    expect(await listed(operator)).not.toContain(desk.json.id);
    expect((await operator.get(`/api/publications/${answer.json.id}/`)).json.failures).toHaveLength(1);
    for (const [visitor, id] of [[member, answer.json.id], [operator, desk.json.id], [vendor, desk.json.id]] as const) {
      expect((await visitor.get(`/api/publications/${id}/`)).status).toBe(404);
    }
  });

  test('a dry run finds what publishing would, and stores nothing', async () => {
    const before = (await vendor.get(`/api/collections/${BOTNETS}/`)).json.versions;
    const report = await vendor.send('POST', `/api/collections/${BOTNETS}/validation/`, JSON.stringify({ objects: [{ ...indicator(), valid_from: 'now' }, indicator()] }));
    expect(report.json).toMatchObject({ total: 2, accepted: 1, objects: [{ index: 0, accepted: false, findings: [{ pointer: '/valid_from', level: 'error' }] }] });
    expect((await vendor.get(`/api/collections/${BOTNETS}/`)).json.versions).toBe(before);
    expect((await member.send('POST', `/api/collections/${BOTNETS}/validation/`, SAMPLE_BUNDLE)).status).toBe(403);
    expect((await member.send('POST', OBJECTS, SAMPLE_BUNDLE)).status).toBe(403);
    expect((await vendor.send('POST', OBJECTS, 'no json')).status).toBe(400);
  });

  test('the matrix is whole for operators; others have their own rows and groups', async () => {
    const { json: whole } = await operator.get('/api/sharing/');
    expect([whole.subjects.length, whole.collections.length]).toEqual([11, 4]);
    const { json: own } = await vendor.get('/api/sharing/');
    expect(own.subjects.map(({ name }: { name: string }) => name)).toEqual(['kaspersky']);
    expect(own.collections.map(({ id }: { id: string }) => id).toSorted()).toEqual([BOTNETS, INDICATORS].toSorted());
    const { json: ofMember } = await member.get('/api/sharing/');
    expect(ofMember.subjects).toEqual([{ kind: 'group', name: 'asean', title: 'ASEAN desk' }, expect.objectContaining({ name: 'singapore' })]);
    expect(ofMember.cells).toContainEqual({ kind: 'agency', subject: 'singapore', collection: BOTNETS, can_read: true, can_write: false, clearance: 'amber', through: ['ASEAN desk'] });
  });

  test('a preview tells who gains sight of how much; then it comes in force, once, and is in the audit log', async () => {
    const changes = [{ kind: 'agency', subject: PEOPLE.vendor, collection: RESULTS, rights: ['read'] }, { kind: 'group', subject: 'europe', collection: BOTNETS, rights: ['read'], clearance: 'red' }];
    const { revision } = (await operator.get('/api/sharing/')).json;
    const { json: preview } = await operator.send('POST', '/api/sharing/preview/', { changes });
    const all = (await operator.get(`/api/collections/${BOTNETS}/`)).json.versions;
    const seenBefore = (await (await signIn(world.origin, PEOPLE.other)).get(`/api/collections/${BOTNETS}/`)).json.versions;
    expect(preview.sights).toContainEqual({ agency: PEOPLE.other, collection: BOTNETS, before: seenBefore, after: all });
    expect(preview.sights).toContainEqual({ agency: PEOPLE.vendor, collection: RESULTS, before: 0, after: 0 });
    expect(preview.changes.join('\n')).toContain('kaspersky');
    for (const visitor of [member, vendor]) {
      expect((await visitor.send('POST', '/api/sharing/preview/', { changes })).status).toBe(404);
      expect((await visitor.send('PUT', '/api/sharing/', { revision, changes })).status).toBe(404);
    }
    expect((await operator.send('PUT', '/api/sharing/', { revision, changes })).json).toEqual({ revision: revision + 1 });
    expect((await operator.send('PUT', '/api/sharing/', { revision, changes })).json.error_code).toBe('catalogue-changed');
    expect((await vendor.get('/api/overview/')).json.collections.map(({ id }: { id: string }) => id)).toContain(RESULTS);
    const entries = (await operator.get('/api/audit/?kind=catalogue')).json.entries;
    expect(entries.at(-1)).toMatchObject({ kind: 'catalogue', by: `${PEOPLE.operator} (console)` });
  });

  test.each([
    ['write in an aggregate', { kind: 'group', subject: 'asean', collection: INDICATORS, rights: ['write'] }, 422],
    ['an agency that there isn\'t', { kind: 'agency', subject: 'nobody', collection: BOTNETS, rights: ['read'] }, 422],
    ['no change', {}, 400],
    ['a level that there isn\'t', { kind: 'agency', subject: 'kaspersky', collection: BOTNETS, rights: ['read'], clearance: 'pink' }, 400],
  ])('a grant that can\'t be is refused with the reason: %s', async (_, change, status) => {
    const answer = await operator.send('POST', '/api/sharing/preview/', { changes: [change] });
    expect([answer.status, answer.json.description.length > 20]).toEqual([status, true]);
  });

  test('the audit log is searched, verified and exported by operators, and is nobody else\'s', async () => {
    const { json } = await operator.get(`/api/audit/?kind=publication&collection=${BOTNETS}`);
    expect(json.entries.length).toBeGreaterThan(0);
    expect(new Set(json.entries.map(({ kind: what }: { kind: string }) => what))).toEqual(new Set(['publication']));
    expect((await operator.get('/api/audit/verification/')).json.chains.flatMap(({ faults }: { faults: unknown[] }) => faults)).toEqual([]);
    const lines = (await operator.get('/api/audit/export/?kind=publication')).text.trim().split('\n').map((line) => JSON.parse(line));
    expect(lines.every(({ text, hash }) => JSON.parse(text).kind === 'publication' && /^[0-9a-f]{64}$/.test(hash))).toBe(true);
    for (const path of ['', 'verification/', 'export/']) expect((await member.get(`/api/audit/${path}`)).status).toBe(404);
    for (const query of ['kind=x', 'next=x', 'from=x']) expect((await operator.get(`/api/audit/?${query}`)).status).toBe(400);
  });

  test('accounts are operators\' to make and change; secrets are told once, what can\'t be is refused with the reason', async () => {
    const { json: listed } = await operator.get('/api/accounts/');
    expect(listed.accounts.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(Object.values(PEOPLE)));
    expect(JSON.stringify(listed)).not.toMatch(/argon2|proof/);
    const { json: made } = await operator.send('POST', '/api/accounts/', { name: 'new-one', agency: 'malaysia' });
    expect((await signIn(world.origin, 'new-one', made.secret)).token).not.toBe('');
    const { json: key } = await operator.send('POST', '/api/accounts/new-one/credentials/', { name: 'tool', collections: [BOTNETS], rights: ['read'], days: 30 });
    const keyed = await signIn(world.origin, 'new-one', key.secret);
    expect((await keyed.get('/api/collections/')).json.collections.map(({ id }: { id: string }) => id)).toEqual([BOTNETS]);
    const { json: account } = await operator.get('/api/accounts/new-one/');
    expect(account.credentials).toEqual([expect.objectContaining({ name: 'password' }), expect.objectContaining({ name: 'tool', kind: 'api-key', scope: { collections: [BOTNETS], rights: ['read'] } })]);
    const tool = account.credentials[1].id;
    expect((await operator.send('DELETE', `/api/accounts/new-one/credentials/${tool}/`)).status).toBe(200);
    expect((await keyed.get('/api/overview/')).status).toBe(401);
    for (const [method, path, body, status] of [
      ['POST', '', { name: 'new-one', agency: 'malaysia' }, 422],
      ['POST', '', { name: 'a:b', agency: 'malaysia' }, 422],
      ['POST', '', { name: 'other', agency: 'nowhere' }, 422],
      ['POST', '', {}, 400],
      ['PUT', 'no-such/', { disabled: true }, 422],
      ['PUT', 'new-one/', { disabled: 'yes' }, 400],
      ['POST', 'new-one/credentials/', { name: 'password' }, 422],
      ['POST', 'new-one/credentials/', { name: 'x', rights: ['delete'] }, 400],
      ['POST', 'new-one/credentials/', { name: 'x', collections: ['x'] }, 400],
      ['POST', `new-one/credentials/${tool}/rotation/`, {}, 422],
    ] as const) {
      expect([path, (await operator.send(method, `/api/accounts/${path}`, body)).status]).toEqual([path, status]);
    }
    for (const visitor of [member, vendor]) {
      expect((await visitor.get('/api/accounts/')).status).toBe(404);
      expect((await visitor.send('POST', '/api/accounts/', { name: 'mine', agency: 'malaysia' })).status).toBe(404);
      expect((await visitor.send('POST', '/api/accounts/new-one/password/', {})).status).toBe(404);
    }
    const entries = (await operator.get('/api/audit/?kind=account&account=new-one')).json.entries;
    expect(entries.map(({ by }: { by: string }) => by)).toEqual(entries.map(() => `${PEOPLE.operator} (console)`));
    expect(entries).toHaveLength(3);
  });

  test('every kind of credential can be added, told by what proves it, rotated and taken away, with an old one or without', async () => {
    const at = '/api/accounts/certified/';
    const add = (body: object) => operator.send('POST', `${at}credentials/`, body);
    const listed = async () => (await operator.get(at)).json;
    const idOf = async (name: string): Promise<string> => (await listed()).credentials.find((each: { name: string }) => each.name === name).id;
    expect((await operator.send('POST', '/api/accounts/', { name: 'certified', agency: 'malaysia', without_password: true })).json).toEqual({});
    const files = certificateFolder();
    const pem = readFileSync(files.make('localhost').certificate, 'utf8');
    files.remove();
    expect((await add({ name: 'by-file', kind: 'certificate', certificate: pem })).json).toEqual({});
    expect((await add({ name: 'by-fingerprint', kind: 'certificate', fingerprint: 'AB:'.repeat(31) + 'AB', rights: ['read'], days: 30 })).status).toBe(200);
    expect((await add({ name: 'by-subject', kind: 'certificate', subject: 'cn=tool, O=CERT' })).status).toBe(200);
    expect((await add({ name: 'robot', kind: 'openid', issuer: 'https://login.example/', subject: 'abc' })).status).toBe(200);
    expect((await add({ name: 'spare', kind: 'password' })).json.secret).toMatch(/^\w{24}$/);
    expect((await listed()).credentials).toMatchObject([
      { name: 'by-file', kind: 'certificate', matches: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
      { name: 'by-fingerprint', matches: `sha256:${'ab'.repeat(32)}`, scope: { rights: ['read'] }, expires_at: expect.stringMatching(/Z$/) },
      { name: 'by-subject', matches: 'subject:CN=tool,O=CERT' },
      { name: 'robot', kind: 'openid', matches: 'openid:https://login.example/ abc' },
      { name: 'spare', kind: 'password' },
    ]);
    const subject = `${at}credentials/${await idOf('by-subject')}/`;
    const rotated = await operator.send('POST', `${subject}rotation/`, { subject: 'CN=other,O=CERT', overlap_days: 3 });
    expect([rotated.status, rotated.json.old_until]).toEqual([200, expect.stringMatching(/Z$/)]);
    const handles = async () => (await world.store.accounts.find('certified'))?.credentials?.find(({ name }) => name === 'by-subject');
    expect(await handles()).toMatchObject({ proof: 'subject:CN=other,O=CERT', previous: { proof: 'subject:CN=tool,O=CERT' } });
    expect((await operator.send('DELETE', `${subject}previous/`)).status).toBe(200);
    expect(await handles()).not.toHaveProperty('previous');
    expect((await operator.send('DELETE', subject)).status).toBe(200);
    expect((await listed()).credentials.map(({ name }: { name: string }) => name)).toEqual(['by-file', 'by-fingerprint', 'robot', 'spare']);

    expect((await operator.send('PUT', at, { networks: ['192.0.2.0/24', '::1'], certificate_required: true })).status).toBe(200);
    expect(await listed()).toMatchObject({ networks: ['192.0.2.0/24', '::1'], certificate_required: true, disabled: false });
    expect((await operator.send('PUT', at, { networks: [], certificate_required: false })).status).toBe(200);
    expect(await listed()).not.toHaveProperty('networks');

    for (const [method, path, body, status, description] of [
      ['POST', 'credentials/', { name: 'x', kind: 'certificate' }, 422, /named by one of these/],
      ['POST', 'credentials/', { name: 'x', kind: 'certificate', subject: 'CN=a', fingerprint: 'ab' }, 422, /named by one of these/],
      ['POST', 'credentials/', { name: 'x', kind: 'certificate', fingerprint: 'abcd' }, 422, /64 hexadecimal digits/],
      ['POST', 'credentials/', { name: 'x', kind: 'certificate', subject: 'tool' }, 422, /no subject such as/],
      ['POST', 'credentials/', { name: 'x', kind: 'certificate', certificate: 'tool' }, 422, /none in PEM or DER/],
      ['POST', 'credentials/', { name: 'x', kind: 'openid', subject: 'abc' }, 422, /named by its issuer/],
      ['POST', 'credentials/', { name: 'x', kind: 'openid', issuer: 5, subject: 'abc' }, 400, /are texts/],
      ['POST', 'credentials/', { name: 'x', kind: 'badge' }, 400, /password, api-key, certificate, openid/],
      ['POST', 'credentials/', { name: 'x', days: -1 }, 400, /whole number of days/],
      ['PUT', '', { networks: ['10.0.0.0/33'] }, 422, /neither an address nor a network/],
      ['PUT', '', { networks: '10.0.0.0/8' }, 400, /a list of/],
      ['PUT', '', {}, 400, /needs one of/],
      ['POST', 'password/', { overlap_days: 'x' }, 400, /whole number of days/],
      ['POST', 'credentials/no-such/rotation/', { subject: 'CN=a' }, 422, /no such credential/],
      ['POST', `credentials/${await idOf('by-file')}/rotation/`, {}, 422, /named by one of these/],
    ] as const) {
      const answer = await operator.send(method, `${at}${path}`, body);
      expect([body, answer.status, answer.json.description]).toEqual([body, status, expect.stringMatching(description)]);
    }
    const taken = await operator.send('POST', `/api/accounts/${PEOPLE.member}/credentials/`, { name: 'x', kind: 'openid', issuer: 'https://login.example/', subject: 'abc' });
    expect([taken.status, taken.json.description]).toEqual([422, expect.stringContaining('The account "certified" has that one already')]);
    for (const visitor of [member, vendor]) {
      expect((await visitor.send('POST', `${at}credentials/`, { name: 'x', kind: 'certificate', subject: 'CN=a' })).status).toBe(404);
      expect((await visitor.send('PUT', at, { networks: [] })).status).toBe(404);
    }
  });

  test('a password that is changed with overlap lets in beside the new one', async () => {
    const { json } = await operator.send('POST', '/api/accounts/', { name: 'turning', agency: 'malaysia' });
    const changed = await operator.send('POST', '/api/accounts/turning/password/', { overlap_days: 7 });
    for (const secret of [json.secret, changed.json.secret]) expect((await trySignIn(world.origin, 'turning', secret)).status).toBe(200);
    await operator.send('POST', '/api/accounts/turning/password/', {});
    for (const secret of [json.secret, changed.json.secret]) expect((await trySignIn(world.origin, 'turning', secret)).status).toBe(401);
  });

  test('an operator whose key is limited is none', async () => {
    const { json } = await operator.send('POST', `/api/accounts/${PEOPLE.operator}/credentials/`, { name: 'limited', collections: [BOTNETS] });
    const limited = await signIn(world.origin, PEOPLE.operator, json.secret);
    expect((await limited.get('/api/session/')).json.is_operator).toBe(false);
    for (const path of ['accounts', 'audit', `collections/${BOTNETS}/objects/${SIMDA}/trail`]) expect([path, (await limited.get(`/api/${path}/`)).status]).toEqual([path, 404]);
    expect((await limited.get('/api/sharing/')).json.subjects.map(({ name }: { name: string }) => name)).toEqual([PEOPLE.operator]);
  });

  test('other methods are answered 405, other paths 404, whatever is in them', async () => {
    expect((await member.send('DELETE', '/api/overview/')).status).toBe(405);
    for (const path of ['/api/no-such-page/', '/api/publications/%00/', '/api/collections/%2e%2e/', `/api/collections/${BOTNETS}/objects/%22%3E%3Cscript%3E/`]) {
      expect([path, (await member.get(path)).status]).toEqual([path, 404]);
    }
    expect((await member.get('/api/publications/%/')).status).toBe(400);
  });
}

async function eventually<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (let attempt = 0; ; attempt += 1) {
    const found = await look();
    if (found !== undefined) return found;
    if (attempt === 100) throw new Error('It never came.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('on the embedded store', () => {
  consoleSuite('SQLite');
});
describeMongo('on MongoDB', () => {
  consoleSuite('MongoDB');
});
