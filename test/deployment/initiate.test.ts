// deployment/mongodb/initiate.js against a replica set in every state in which it can find one.
import { readComposeFile } from './compose-file.ts';
import { runScript, SECRETS, untouched, type ReplicaSet } from './replica-set.ts';

const USERS = { 'admin.admin': 'admin-password', 'liaison.liaison': 'store-password' };

/** A set in which mongo-1 becomes primary a few seconds after it was initiated. */
function untouchedElecting(): ReplicaSet {
  const set = untouched();
  let seconds = 0;
  set.everySecond = () => {
    if (set.config !== undefined && (seconds += 1) > 3) set.primary = 0;
  };
  return set;
}

test('the first run initiates the set and makes both users', () => {
  const set = untouchedElecting();
  expect(runScript(set)).toEqual({
    printed: ['The replica set is initiated.', 'The administrator is made.', "The exchange's user is made."],
  });
  expect(set.changes).toEqual(['replSetInitiate', 'createUser', 'createUser']);
  expect(Object.fromEntries(set.users)).toEqual(USERS);
});

test('the members are those of docker-compose.yml, and mongo-1 is the one that is preferred', () => {
  const set = untouchedElecting();
  runScript(set);
  const members = Object.keys(readComposeFile('docker-compose.yml').volumes ?? {}).map((name, position) => ({
    _id: position,
    host: `${name}:27017`,
    priority: name === 'mongo-1' ? 2 : 1,
  }));
  expect(set.config).toEqual({ _id: 'liaison', members });
});

test('another run changes nothing but that it says the password again', () => {
  const set = untouchedElecting();
  runScript(set);
  set.changes.length = 0;
  expect(runScript(set).failure).toBeUndefined();
  expect(set.changes).toEqual(['updateUser']);
  expect(Object.fromEntries(set.users)).toEqual(USERS);
});

test('a changed password in liaison-store is taken over', () => {
  const set = untouchedElecting();
  runScript(set);
  const store = SECRETS['/run/secrets/liaison-store']?.replace('store-password', 'other%2Fpassword') ?? '';
  runScript(set, { ...SECRETS, '/run/secrets/liaison-store': store });
  expect(set.users.get('liaison.liaison')).toBe('other/password');
});

test.each([
  ['after it was initiated', { config: {}, primary: 0 }, []],
  ['after the administrator was made', { config: {}, primary: 0 }, [['admin.admin', 'admin-password']]],
  ['while another member is primary', { config: {}, primary: 2 }, [['admin.admin', 'admin-password']]],
] as const)('a run that was interrupted %s is finished by the next', (_when, state, users) => {
  const set = { ...untouched(), ...state, users: new Map<string, string>(users) };
  expect(runScript(set).failure).toBeUndefined();
  expect(Object.fromEntries(set.users)).toEqual(USERS);
});

test('a set whose mongo-1 has only just started is not initiated again', () => {
  const set = { ...untouched(), config: {}, primary: 0, isStarting: true };
  set.everySecond = () => (set.isStarting = false);
  expect(runScript(set)).toMatchObject({ printed: ['The replica set is there.', expect.anything(), expect.anything()] });
  expect(set.config).toEqual({});
});

test('the first user is made once mongo-1 is primary, as only there it can be', () => {
  const set = { ...untouched(), config: {}, primary: 1 };
  let seconds = 0;
  set.everySecond = () => {
    if ((seconds += 1) === 12) set.primary = 0;
  };
  expect(runScript(set).failure).toBeUndefined();
  expect(seconds).toBe(12);
});

test.each([
  ['nobody becomes primary', { config: {} }, [], "Can't make the administrator: no primary"],
  ['the administrator has another password', { config: {}, primary: 0 }, [['admin.admin', 'other']], /there is one already, and mongodb-admin-password/],
] as const)('it gives up after two minutes and tells why: %s', (_why, state, users, failure) => {
  const set = { ...untouched(), ...state, users: new Map<string, string>(users) };
  let seconds = 0;
  set.everySecond = () => (seconds += 1);
  expect(runScript(set).failure).toMatch(failure);
  expect(seconds).toBeGreaterThanOrEqual(120);
  expect(seconds).toBeLessThan(130);
});

test('a store that is no connection string with a user is refused at once', () => {
  const set = untouched();
  const { failure } = runScript(set, { ...SECRETS, '/run/secrets/liaison-store': 'mongodb://mongo-1/liaison' });
  expect(failure).toContain('liaison-store is not mongodb://');
  expect(set.changes).toEqual([]);
});
