// A TCP proxy that makes trouble between a client and a server on this machine.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy in front of one port, which passes everything on until it is told otherwise. */
export interface TcpProxy {
  readonly port: number;
  /** Ends all connections and refuses new ones at once. */
  cut(): void;
  /** Takes connections, new and old, but passes nothing on, in either direction, and closes nothing. */
  halfOpen(): void;
  /** Passes every piece on so many milliseconds late. */
  delay(milliseconds: number): void;
  /** Ends all connections when the client's bytes match, before they are passed on; new ones work. */
  cutWhen(matches: (bytes: Buffer) => boolean): void;
  /** Passes everything on again. Connections that were half open are ended. */
  restore(): void;
  close(): Promise<void>;
}

type Trouble =
  | { readonly kind: 'none' | 'cut' | 'half-open' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
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
      trouble = { kind: 'cut' };
      endAll();
    },
    halfOpen: () => void (trouble = { kind: 'half-open' }),
    delay: (milliseconds) => void (trouble = { kind: 'delay', milliseconds }),
    cutWhen: (matches) => void (trouble = { kind: 'cut-when', matches }),
    restore() {
      if (trouble.kind === 'half-open') endAll();
      trouble = HEALTHY;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      endAll();
      await closed;
    },
  };

  function link(from: Socket, to: Socket, isClient: boolean): void {
    sockets.add(from);
    from.on('data', (bytes: Buffer) => pass(bytes, to, isClient));
    // Either end may break off at any time; that is what the proxy is for.
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      if (trouble.kind !== 'half-open') to.destroy();
    });
  }

  function pass(bytes: Buffer, to: Socket, isClient: boolean): void {
    switch (trouble.kind) {
      case 'half-open':
      case 'cut':
        return;
      case 'delay':
        setTimeout(() => to.write(bytes), trouble.milliseconds);
        return;
      case 'cut-when':
        if (isClient && trouble.matches(bytes)) endAll();
        else to.write(bytes);
        return;
      case 'none':
        to.write(bytes);
    }
  }

  function endAll(): void {
    for (const socket of sockets) socket.destroy();
  }
}
