// How many connections there may be, from one address and altogether. Where there are too many, the one that has been
// idle for longest gives way to the newest, so that nobody keeps others out by doing nothing.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { hostOf } from '../collections/accounts/networks.ts';
import type { Log } from '../collections/publishing/log.ts';
import { cutConnection } from './cut-connection.ts';
import { keepOut } from './kept-out.ts';
import { notesOnConnection } from './notes.ts';
import { whenOver } from './over.ts';
import { sometimes } from './sometimes.ts';
import { plainAddress, type TrustedProxies } from './trusted-proxies.ts';

/** The most connections that are kept open. */
export interface ConnectionLimits {
  readonly total: number;
  /** From one IPv4 address or one IPv6 network of 64 bits, which is what one host gets; trusted proxies have no limit. */
  readonly perAddress: number;
  /** How long no new ones are taken from an address that misused one, in milliseconds. */
  readonly keptOutFor: number;
}

/** The connections of a server. */
export interface Connections {
  /** To be told of each request, which keeps its connection from being idle. False: one too many, to be answered 503. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  /** Cuts one that was misused, and takes no new ones from its address for a while; those that it has go on. */
  cutMisused(socket: Socket): void;
  /** Whether no new ones are taken from where this one comes from. */
  isKeptOut(socket: Socket): boolean;
  /** Cuts those on which no request is being answered. */
  cutIdle(): void;
}

/** Who hears of what becomes of connections. */
interface Listeners {
  readonly log?: Log | undefined;
  /** Of a host that is kept out from now on. */
  readonly noteKeptOut?: ((host: string) => void) | undefined;
}

/** A connection that is counted. */
export interface Connection {
  /** As `keyOf` names it. */
  readonly key: string;
  readonly socket: Socket;
  /** Those of the same address. */
  readonly neighbours: Neighbours;
  /** How many of its requests are being answered. */
  running: number;
  readonly isSurplus: boolean;
}

/** The connections of one address. */
interface Neighbours {
  /** As `hostOf` names it. */
  readonly network: string;
  count: number;
  /** Longest first. */
  readonly idle: Set<Connection>;
}

/** The log hears of connections that were cut this often at most, in milliseconds. */
const TOLD_EVERY = 60_000;

/** Watches over the connections of a server from its first one on. */
export function limitConnections(server: Server, limits: ConnectionLimits, proxies: TrustedProxies, { log, noteKeptOut }: Listeners = {}): Connections {
  const connections = new Map<string, Connection>();
  const idle = new Set<Connection>();
  const byNetwork = new Map<string, Neighbours>();
  const tell = sometimes(TOLD_EVERY, (address: string, cut) => {
    log?.warn({ address, limits, cut }, 'connections were cut: there are too many');
  });

  const keptOut = keepOut(limits.keptOutFor);
  const tellMisuse = sometimes(TOLD_EVERY, (address: string, cut) => {
    log?.warn({ address, milliseconds: limits.keptOutFor, cut }, 'connections were cut that sent requests and did not wait for the answers, and their addresses are kept out for a while');
  });

  function accept(socket: Socket): void {
    if (socket.remoteAddress === undefined) return;
    const address = plainAddress(socket.remoteAddress);
    if (isKeptOut(socket)) {
      socket.destroy();
      return;
    }
    if (connections.size >= limits.total) {
      tell(address);
      if (!cutOldest(idle)) {
        socket.destroy();
        return;
      }
    }
    const network = hostOf(address);
    const neighbours = byNetwork.get(network) ?? { network, count: 0, idle: new Set() };
    const isFull = neighbours.count >= limits.perAddress && !proxies.trust(address);
    if (isFull) tell(address);
    const isSurplus = isFull && !cutOldest(neighbours.idle);
    add({ key: keyOf(socket), socket, neighbours, running: 0, isSurplus });
  }

  // Nor is one found that had to give way: whoever took its place is told apart by the place.
  function connectionOf(socket: Socket): Connection | undefined {
    const notes = notesOnConnection(socket);
    const known = notes.connection ?? connections.get(keyOf(socket));
    if (known === undefined || connections.get(known.key) !== known) return undefined;
    notes.connection = known;
    return known;
  }

  function add(connection: Connection): void {
    const { key, socket, neighbours } = connection;
    connections.set(key, connection);
    byNetwork.set(neighbours.network, neighbours);
    neighbours.count += 1;
    setIdle(connection, true);
    socket.once('close', () => remove(connection));
  }

  function remove(connection: Connection): void {
    const { key, neighbours } = connection;
    if (connections.get(key) !== connection) return;
    connections.delete(key);
    setIdle(connection, false);
    neighbours.count -= 1;
    if (neighbours.count === 0) byNetwork.delete(neighbours.network);
  }

  // At once, as its place is taken at once, and not only when it is closed.
  function cutOldest(among: ReadonlySet<Connection>): boolean {
    const [oldest] = among;
    if (oldest === undefined) return false;
    remove(oldest);
    oldest.socket.destroy();
    return true;
  }

  function setIdle(connection: Connection, isIdle: boolean): void {
    for (const set of [idle, connection.neighbours.idle]) {
      if (isIdle) set.add(connection);
      else set.delete(connection);
    }
  }

  function isKeptOut({ remoteAddress }: Socket): boolean {
    return !keptOut.isEmpty && remoteAddress !== undefined && keptOut.has(hostOf(plainAddress(remoteAddress)));
  }

  server.on('connection', accept);
  return {
    serve({ socket }, response) {
      const connection = connectionOf(socket);
      if (connection === undefined) return true;
      connection.running += 1;
      setIdle(connection, false);
      whenOver(response, () => {
        connection.running -= 1;
        if (connection.running === 0 && connections.get(connection.key) === connection) setIdle(connection, true);
      });
      return !connection.isSurplus;
    },
    cutMisused(socket) {
      const { remoteAddress } = socket;
      cutConnection(socket);
      if (remoteAddress === undefined) return;
      const address = plainAddress(remoteAddress);
      tellMisuse(address);
      // Behind a proxy there are others.
      if (proxies.trust(address)) return;
      keptOut.add(hostOf(address));
      noteKeptOut?.(hostOf(address));
    },
    isKeptOut,
    cutIdle() {
      for (const { socket } of idle) socket.destroy();
    },
  };
}

/**
 * Names a connection on either side of TLS, where its sockets are two. By both its ends: a client may come from one port
 * to several addresses of this machine at once.
 */
function keyOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
