// As much of a replica set as deployment/mongodb/initiate.js sees through mongosh, and what it prints.
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { pathOf } from './compose-file.ts';

/** A command as mongosh sends it. */
interface Command {
  readonly [name: string]: unknown;
}

/** A replica set of three in the state that a test wants it in. */
export interface ReplicaSet {
  /** Whether it has been initiated. */
  config?: unknown;
  /** Whether mongo-1 has only just started, and doesn't know yet that it belongs to a set. */
  isStarting?: boolean;
  /** Position of the primary, if there is one. */
  primary?: number;
  /** Passwords by `database.name`. */
  readonly users: Map<string, string>;
  /** Called once a second of the script's waiting. */
  everySecond?: () => void;
  /** The names of the commands that changed something, in order. */
  readonly changes: string[];
}

/** What a run of the script came to. */
export interface ScriptRun {
  readonly printed: readonly string[];
  readonly failure?: string;
}

const SCRIPT = readFileSync(pathOf('deployment/mongodb/initiate.js'), 'utf8');

/** The secrets that the script reads. */
export const SECRETS: Readonly<Record<string, string>> = {
  '/run/secrets/mongodb-admin-password': 'admin-password\n',
  '/run/secrets/liaison-store': 'mongodb://liaison:store-password@mongo-1:27017,mongo-2:27017/liaison?replicaSet=liaison\n',
};

/** A replica set that nobody has touched. */
export function untouched(): ReplicaSet {
  return { users: new Map(), changes: [] };
}

/** Runs the script against the set, with a clock that only its waiting moves. */
export function runScript(set: ReplicaSet, secrets = SECRETS): ScriptRun {
  const printed: string[] = [];
  let now = 0;
  const world = {
    require: () => ({ readFileSync: (path: string) => secrets[path] }),
    print: (line: string) => printed.push(line),
    connect: (uri: string) => connect(set, uri),
    Date: { now: () => now },
    sleep: (milliseconds: number) => {
      now += milliseconds;
      set.everySecond?.();
    },
  };
  try {
    runInNewContext(SCRIPT, world, { timeout: 60_000 });
    return { printed };
  } catch (error) {
    return { printed, failure: (error as Error).message };
  }
}

function connect(set: ReplicaSet, uri: string) {
  const [, name, password] = /^mongodb:\/\/([^:@/]+):([^@/]+)@/.exec(uri) ?? [];
  const isHere = uri.includes('directConnection=true');
  if (!isHere && set.primary === undefined) throw refusal(0, 'no primary');
  if (name !== undefined && set.users.get(`admin.${name}`) !== password) throw refusal(18, 'Authentication failed.');
  const position = isHere ? 0 : set.primary;
  return databaseOf('admin');

  function databaseOf(database: string) {
    const runCommand = (command: Command): object => answer(set, { database, position, isAdmitted: name !== undefined }, command);
    return { runCommand, adminCommand: runCommand, getSiblingDB: databaseOf };
  }
}

interface Session {
  readonly database: string;
  readonly position: number | undefined;
  readonly isAdmitted: boolean;
}

function answer(set: ReplicaSet, { database, position, isAdmitted }: Session, command: Command): object {
  const [name = ''] = Object.keys(command);
  const user = `${database}.${String(command[name])}`;
  if (name === 'hello') {
    return set.config === undefined || set.isStarting === true ? { isreplicaset: true } : { setName: 'liaison' };
  }
  // The localhost exception: without a user, the set may be initiated and the first user made in `admin`.
  if (!isAdmitted && (set.users.size > 0 || database !== 'admin')) throw refusal(13, `${name} requires authentication`);
  if (name === 'usersInfo') return { users: set.users.has(user) ? [{ user }] : [] };
  if (name === 'replSetInitiate') {
    if (set.config !== undefined) throw refusal(23, 'already initialized');
    set.config = command[name];
  } else {
    if (set.primary !== position) throw refusal(10_107, 'not primary');
    if (name === 'createUser' && set.users.has(user)) throw refusal(51_003, 'there already');
    set.users.set(user, String(command['pwd']));
  }
  set.changes.push(name);
  return { ok: 1 };
}

function refusal(code: number, message: string): Error {
  return Object.assign(new Error(message), { code });
}
