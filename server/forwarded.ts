// What proxies say of where a request comes from: RFC 7239 `Forwarded`, and the older `X-Forwarded-*`.
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { BadRequest } from './errors.ts';
import { plainAddress } from './trusted-proxies.ts';

/** Where a proxy got the request from, as far as it says. */
export interface Hop {
  /** As `plainAddress` spells it; absent where the proxy doesn't tell (`unknown`, `_hidden`). */
  readonly address?: string;
  /** In lower case. */
  readonly scheme?: string;
  readonly host?: string;
}

/**
 * A parameter, or none, and what ends it: from where the one before ended (RFC 7239, 4). The white space after it belongs
 * to it, as two runs of white space side by side could be divided in as many ways as they are long.
 */
const PARAMETER = /[ \t]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)|"((?:[^"\\]|\\.)*)")[ \t]*)?(;|,|$)/y;
/** An address, in brackets where it is IPv6, perhaps with a port; or an IPv6 address without either. */
const NODE = /^(?:\[([^\]]+)\]|([^:]+))(?::[\w.-]+)?$/;

/**
 * The hops of a `Forwarded` header, the client's first.
 * @throws {BadRequest} where it isn't one: a client must not be able to hide what a proxy adds to its header
 */
export function readForwarded(header: string): Hop[] {
  const hops: Hop[] = [];
  let parameters = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  for (let ending: string | undefined = ';'; ending !== ''; ) {
    const [, name, token, quoted = '', end] = PARAMETER.exec(header) ?? [];
    if (end === undefined) throw new BadRequest('malformed-forwarded', 'The Forwarded header is not as RFC 7239 has it.');
    if (name !== undefined) parameters.set(name.toLowerCase(), token ?? quoted.replaceAll(/\\(.)/g, '$1'));
    if (end !== ';' && parameters.size > 0) {
      hops.push(hopOf(parameters.get('for'), parameters.get('proto'), parameters.get('host')));
      parameters = new Map();
    }
    ending = end;
  }
  return hops;
}

/** The hops of `X-Forwarded-For`, the client's first, with `-Proto` and `-Host`; nothing where none of them is there. */
export function readXForwarded(headers: IncomingHttpHeaders): Hop[] {
  const [nodes, schemes, hosts] = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'].map((name) =>
    entriesOf(headers[name]),
  ) as [string[], string[], string[]];
  const count = Math.max(nodes.length, Math.min(1, schemes.length + hosts.length));
  return Array.from({ length: count }, (_, index) => hopOf(nodes[index], entryFor(index, schemes, count), entryFor(index, hosts, count)));
}

function entriesOf(header: string | string[] | undefined): string[] {
  const text = String(header ?? '');
  return text === '' ? [] : text.split(',').map((entry) => entry.trim());
}

// Proxies either add an entry each, or put theirs in place of what was there.
function entryFor(index: number, entries: readonly string[], count: number): string | undefined {
  return entries.length === count ? entries[index] : entries.at(-1);
}

function hopOf(node: string | undefined, scheme: string | undefined, host: string | undefined): Hop {
  const address = addressOf(node ?? '');
  return {
    ...(address === undefined ? {} : { address }),
    ...(scheme === undefined ? {} : { scheme: scheme.toLowerCase() }),
    ...(host === undefined ? {} : { host }),
  };
}

function addressOf(node: string): string | undefined {
  const [, bracketed, plain] = NODE.exec(node) ?? [];
  const address = bracketed ?? plain ?? node;
  return isIP(address) === 0 ? undefined : plainAddress(address);
}
