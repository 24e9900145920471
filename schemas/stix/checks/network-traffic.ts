// Network traffic: ports and protocols (C-28, K-272, K-301).
import { isList, isObject, pointerTo, stringsOf, type JsonObject } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';

/** The protocol that traffic with an extension has. */
const PROTOCOLS_OF_EXTENSIONS: readonly (readonly [string, string])[] = [
  ['http-request-ext', 'http'],
  ['icmp-ext', 'icmp'],
  ['tcp-ext', 'tcp'],
];

const SERVICE_NAME = /^[a-z0-9][a-z0-9+/._-]*$/;

/** Both ports should be there. */
export function checkPorts(object: JsonObject, report: Report): void {
  for (const name of ['src_port', 'dst_port']) {
    if (object[name] === undefined) report('network-port', '', `"${name}" is missing`, `"${name}", a port`);
  }
}

/** Protocols are service names in lower case, and those of the extensions are among them. */
export function checkProtocols({ protocols, extensions }: JsonObject, report: Report): void {
  if (!isList(protocols)) return;
  for (const [index, protocol] of protocols.entries()) {
    if (typeof protocol !== 'string' || SERVICE_NAME.test(protocol)) continue;
    report(
      'network-protocol',
      pointerTo('/protocols', index),
      `${quote(protocol)} is no service name in lower case`,
      'a name such as tcp or http',
    );
  }
  const names = stringsOf(protocols);
  for (const [extension, protocol] of PROTOCOLS_OF_EXTENSIONS) {
    if (!isObject(extensions) || extensions[extension] === undefined || names.includes(protocol)) continue;
    report(
      'network-extension-protocol',
      '/protocols',
      `lacks ${protocol}, although there is a ${extension}`,
      `${protocol} among the protocols`,
    );
  }
}
