// A TCP proxy that makes trouble between a client and a server on this machine.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A proxy in front of one port, which passes everything on until it is told otherwise. One trouble replaces another. */
export interface TcpProxy {
  readonly port: number;
  /** Ends all connections, and new ones as soon as they are made. */
  cut(): void;
  /**
   * Takes connections, new and old, but passes nothing on, in either direction, and closes nothing. What they said is
   * lost, so these connections end when the trouble does.
   */
  halfOpen(): void;
  /** Passes every piece on so many milliseconds after it came. */
  delay(milliseconds: number): void;
  /** Passes that many more of the clients' bytes on, counted over all connections, then ends them, once; new ones work. */
  cutAfter(bytes: number): void;
  /** Ends all connections whenever a piece of a client's bytes matches, before it is passed on; new ones work. */
  cutWhen(matches: (bytes: Buffer) => boolean): void;
  /** Passes everything on again. */
  restore(): void;
  /** Ends all connections, and the proxy. */
  close(): Promise<void>;
}

type Trouble =
  | { readonly kind: 'none' | 'cut' | 'half-open' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'cut-after'; bytesLeft: number }
  | { readonly kind: 'cut-when'; readonly matches: (bytes: Buffer) => boolean };

const HEALTHY: Trouble = { kind: 'none' };

/** Starts a proxy on a free port of the loopback interface. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  let trouble: Trouble = HEALTHY;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (trouble.kind === 'cut') {
      client.destroy();
      return;
    }
    const target = connect(targetPort, '127.0.0.1');
    link(client, target, true);
    link(target, client, false);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      change({ kind: 'cut' });
      endAll();
    },
    halfOpen: () => change({ kind: 'half-open' }),
    delay: (milliseconds) => change({ kind: 'delay', milliseconds }),
    cutAfter: (bytes) => change({ kind: 'cut-after', bytesLeft: bytes }),
    cutWhen: (matches) => change({ kind: 'cut-when', matches }),
    restore: () => change(HEALTHY),
    async close() {
      const closed = once(server, 'close');
      server.close();
      endAll();
      await closed;
    },
  };

  function change(next: Trouble): void {
    // A stream that lost bytes is of no use any more.
    if (trouble.kind === 'half-open' && next.kind !== 'half-open') endAll();
    trouble = next;
  }

  function link(from: Socket, to: Socket, isClient: boolean): void {
    // Later pieces wait for earlier ones that are delayed: a stream keeps its order.
    let passed = Promise.resolve();
    sockets.add(from);
    from.on('data', (bytes: Buffer) => {
      const due = trouble.kind === 'delay' ? sleep(trouble.milliseconds, undefined, { ref: false }) : undefined;
      passed = passed.then(() => due).then(() => pass(bytes, to, isClient));
    });
    from.on('error', () => {
      if (trouble.kind !== 'half-open') to.destroy();
    });
    from.on('close', () => {
      sockets.delete(from);
      passed = passed.then(() => endOther(to));
    });
  }

  function endOther(to: Socket): void {
    if (trouble.kind !== 'half-open') to.end();
  }

  function pass(bytes: Buffer, to: Socket, isClient: boolean): void {
    if (trouble.kind === 'half-open' || !to.writable) return;
    if (isClient && trouble.kind === 'cut-when' && trouble.matches(bytes)) endAll();
    else if (isClient && trouble.kind === 'cut-after') passCounted(bytes, to, trouble);
    else to.write(bytes);
  }

  function passCounted(bytes: Buffer, to: Socket, counted: { bytesLeft: number }): void {
    const passing = bytes.subarray(0, counted.bytesLeft);
    counted.bytesLeft -= passing.length;
    if (counted.bytesLeft > 0) {
      to.write(passing);
      return;
    }
    trouble = HEALTHY;
    to.end(passing);
    for (const socket of sockets) if (socket !== to) socket.destroy();
  }

  function endAll(): void {
    for (const socket of sockets) socket.destroy();
  }
}
