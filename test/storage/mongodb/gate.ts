// A gate on the wire between a store and its database, so that a store can die or be late at any command, just as a
// process that is killed or stopped: what it sends doesn't arrive, or arrives when others have long gone on.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { BSON } from 'mongodb';

/** What happens to the store at a command: from that one on nothing gets through, for good or until `thaw`. */
export type Fault = 'dies' | 'is late';

/** Stands between one store and the database. */
export interface Gate {
  /** The database by way of the gate. */
  readonly uri: string;
  /** What was asked since the last `arm`, such as `insert turns`; without greetings and beats. */
  readonly asked: readonly string[];
  /** Counts commands from here, from 0, and lets the fault happen before that one. Resolves when it has happened. */
  arm(command: number, fault: Fault): Promise<void>;
  /** The same, before the command with which `isThere` says so of all that were asked, itself included. */
  armAt(isThere: (asked: readonly string[]) => boolean, fault: Fault): Promise<void>;
  /** Lets everything that was held up arrive, in order, and opens the gate. */
  thaw(): void;
  /** Lets what was held up arrive, and nothing after it: the store died, its messages were late. */
  die(): void;
  close(): Promise<void>;
}

/** Not of the store, but of the driver; and beats, which come when they come. */
const UNCOUNTED = /^(hello|ismaster|ping|buildInfo|endSessions|sasl|update turns)/i;

/**
 * Opens a gate to the database of that connection string.
 * @param inspect is shown the body of each command that is counted
 */
export async function openGate(uri: string, inspect: (command: BSON.Document) => void = () => undefined): Promise<Gate> {
  const target = new URL(uri);
  const sockets = new Set<Socket>();
  let asked: string[] = [];
  let state: 'open' | 'held' | 'dead' = 'open';
  let held: { readonly isQuestion: boolean; readonly deliver: () => void }[] = [];
  let armed: { readonly isThere: (asked: readonly string[]) => boolean; readonly fault: Fault; readonly reached: () => void } | undefined;

  const server = createServer((store) => {
    if (state === 'dead') return void store.destroy();
    const database = connect(Number(target.port), target.hostname);
    for (const [one, other] of [[store, database], [database, store]] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    onMessage(store, (message) => {
      const name = commandOf(message);
      if (!UNCOUNTED.test(name)) inspect(BSON.deserialize(message.subarray(BODY, BODY + message.readInt32LE(BODY))));
      strikeAt(name);
      pass(true, () => database.write(message));
    });
    database.on('data', (bytes) => pass(false, () => store.write(bytes)));
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(uri);
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  through.searchParams.delete('replicaSet');
  through.searchParams.set('directConnection', 'true');

  return {
    uri: through.href,
    get asked() {
      return asked;
    },
    arm: (command, fault) => armAt(({ length }) => length > command, fault),
    armAt,
    thaw() {
      state = 'open';
      for (const { deliver } of held.splice(0)) deliver();
    },
    die() {
      state = 'dead';
      for (const { isQuestion, deliver } of held.splice(0)) if (isQuestion) deliver();
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      held = [];
      await once(server, 'close');
    },
  };

  function armAt(isThere: (asked: readonly string[]) => boolean, fault: Fault): Promise<void> {
    asked = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    armed = { isThere, fault, reached: resolve };
    return promise;
  }

  function strikeAt(name: string): void {
    if (state !== 'open' || UNCOUNTED.test(name)) return;
    asked.push(name);
    if (armed?.isThere(asked) !== true) return;
    const { fault, reached } = armed;
    armed = undefined;
    state = fault === 'dies' ? 'dead' : 'held';
    if (fault === 'dies') for (const socket of sockets) socket.destroy();
    reached();
  }

  function pass(isQuestion: boolean, deliver: () => void): void {
    if (state === 'open') deliver();
    if (state === 'held') held.push({ isQuestion, deliver });
  }
}

/** Cuts what comes into messages, each of which begins with its own length. */
function onMessage(socket: Socket, take: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      take(message);
    }
  });
}

const OP_MSG = 2013;
/** Where the body of an OP_MSG begins: after the header, the flags and the kind of the section. */
const BODY = 16 + 4 + 1;
const STRING = 2;

/** The command and what it is about: the first member of an OP_MSG's body. */
function commandOf(message: Buffer): string {
  if (message.readInt32LE(12) !== OP_MSG) return 'hello';
  const type = BODY + 4;
  const nameEnd = message.indexOf(0, type + 1);
  const name = message.toString('latin1', type + 1, nameEnd);
  if (message[type] !== STRING) return name;
  const length = message.readInt32LE(nameEnd + 1);
  return `${name} ${message.toString('utf8', nameEnd + 5, nameEnd + 4 + length)}`;
}
