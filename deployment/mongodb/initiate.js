// Runs in mongosh on the network of mongo-1: makes the three members a replica set, then the administrator and the
// exchange's user. Does what is missing, so it can run again at any time; a changed password in liaison-store is taken
// over. Fails after two minutes, with the reason.
const { readFileSync } = require('fs');

const MEMBERS = ['mongo-1:27017', 'mongo-2:27017', 'mongo-3:27017'];
const SET = 'liaison';
const PATIENCE = 120_000;
const WRITE_CONCERN = { w: 'majority', wtimeout: 30_000 };
// Codes of MongoDB's errors.
const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;
const USER_ALREADY_EXISTS = 51003;

const deadline = Date.now() + PATIENCE;
const administrator = { name: 'admin', password: readSecret('mongodb-admin-password') };
const exchange = readExchangeUser(readSecret('liaison-store'));

persevere('initiate the replica set', initiate);
persevere('make the administrator', makeAdministrator);
persevere("make the exchange's user", makeExchangeUser);

function readSecret(name) {
  return readFileSync(`/run/secrets/${name}`, 'utf8').trim();
}

/** Who the servers are to the database: the connection string says it, so that it is said in one place. */
function readExchangeUser(uri) {
  const [, name, password, database] = /^mongodb:\/\/([^:@/]+):([^@/]+)@[^/]+\/([^?]+)/.exec(uri) ?? [];
  if (database === undefined) throw new Error('liaison-store is not mongodb://USER:PASSWORD@HOSTS/DATABASE?…');
  return { name: decodeURIComponent(name), password: decodeURIComponent(password), database };
}

/** Tries every second, because members start and elections take their time; the last reason is told. */
function persevere(what, attempt) {
  while (true) {
    try {
      print(attempt());
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`Can't ${what}: ${error.message}`, { cause: error });
      sleep(1000);
    }
  }
}

function initiate() {
  const admin = connectHere();
  if (admin.adminCommand({ hello: 1 }).setName === SET) return 'The replica set is there.';
  const members = MEMBERS.map((host, position) => ({ _id: position, host, priority: position === 0 ? 2 : 1 }));
  admin.adminCommand({ replSetInitiate: { _id: SET, members } });
  return 'The replica set is initiated.';
}

/** MongoDB lets the first user be made without credentials, from the primary's own machine only: mongo-1 is preferred. */
function makeAdministrator() {
  if (isAdmitted()) return 'The administrator is there.';
  const { name, password } = administrator;
  try {
    connectHere().runCommand({ createUser: name, pwd: password, roles: ['root'], writeConcern: WRITE_CONCERN });
    return 'The administrator is made.';
  } catch (error) {
    if (error.code !== UNAUTHORIZED && error.code !== USER_ALREADY_EXISTS) throw error;
    throw new Error('there is one already, and mongodb-admin-password is not its password', { cause: error });
  }
}

function isAdmitted() {
  try {
    connectAsAdministrator();
    return true;
  } catch (error) {
    if (error.code === AUTHENTICATION_FAILED) return false;
    throw error;
  }
}

function makeExchangeUser() {
  const { name, password, database } = exchange;
  const db = connectAsAdministrator().getSiblingDB(database);
  const isThere = db.runCommand({ usersInfo: name }).users.length > 0;
  const command = isThere ? { updateUser: name } : { createUser: name };
  const roles = [{ role: 'readWrite', db: database }];
  db.runCommand({ ...command, pwd: password, roles, writeConcern: WRITE_CONCERN });
  return `The exchange's user ${isThere ? 'is there' : 'is made'}.`;
}

/** mongo-1 itself, whatever part it has in the set. */
function connectHere() {
  return connect('mongodb://127.0.0.1:27017/admin?directConnection=true&serverSelectionTimeoutMS=5000');
}

/** The primary, wherever it is. */
function connectAsAdministrator() {
  const credentials = `${administrator.name}:${encodeURIComponent(administrator.password)}`;
  const options = `replicaSet=${SET}&authSource=admin&serverSelectionTimeoutMS=5000`;
  return connect(`mongodb://${credentials}@${MEMBERS.join(',')}/admin?${options}`);
}
