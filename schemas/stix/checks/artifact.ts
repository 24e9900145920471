// Digests of an artifact's octets (C-21).
import { getHashes, hash } from 'node:crypto';
import { isBase64 } from '../formats/octets.ts';
import { isObject, pointerTo, type JsonObject } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';

/** The platform's names of the algorithms that it can compute. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-512': 'sha512',
  'SHA3-256': 'sha3-256',
  'SHA3-512': 'sha3-512',
};

const AVAILABLE: ReadonlySet<string> = new Set(getHashes());

/** The hashes of an artifact are those of its payload. */
export function checkPayloadDigests({ payload_bin: payload, hashes }: JsonObject, report: Report): void {
  if (typeof payload !== 'string' || !isObject(hashes) || !isBase64(payload)) return;
  const octets = Buffer.from(payload, 'base64');
  for (const [name, algorithm] of Object.entries(ALGORITHMS)) {
    const digest = hashes[name];
    if (typeof digest !== 'string' || !AVAILABLE.has(algorithm)) continue;
    if (hash(algorithm, octets) === digest.toLowerCase()) continue;
    report(
      'artifact-digest',
      pointerTo('/hashes', name),
      `${quote(digest)} is not the digest of payload_bin`,
      `the ${name} digest of the octets`,
    );
  }
}
