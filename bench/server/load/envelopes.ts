// Envelopes to publish, made before the load begins.
import { readFileSync } from 'node:fs';
import { envelopeOf, syntheticObjects } from '../../synthetic.ts';
import type { EnvelopePlan } from './task.ts';

const UUID = /(--)([0-9a-f]{8})(-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})/g;
/** The marking definitions of the TLP, which are the same everywhere. */
const TLP = new Set(['613f2e26', '34098fce', 'f88d31f6', '5e57c739', '94868c89', 'bab4a63c', '826578e1', '55d920b0', 'e828b379', '939a9414']);

/** The bodies of that plan; the same for the same plan. */
export function makeEnvelopes({ count, objects, seed, bundle }: EnvelopePlan): Uint8Array[] {
  if (bundle !== undefined) return fromBundle(readFileSync(bundle, 'utf8'), count, objects, seed);
  const source = syntheticObjects(seed);
  return Array.from({ length: count }, () => envelopeOf(source, objects));
}

// Each time round, the objects get other ids, and refer to each other by these: else they would be there already.
function fromBundle(text: string, count: number, size: number, seed: number): Uint8Array[] {
  const envelopes: Uint8Array[] = [];
  for (let round = seed; envelopes.length < count; round += 1) {
    const { objects } = JSON.parse(withOtherIds(text, round)) as { objects: readonly object[] };
    for (let start = 0; start < objects.length && envelopes.length < count; start += size) {
      envelopes.push(Buffer.from(JSON.stringify({ objects: objects.slice(start, start + size) })));
    }
  }
  return envelopes;
}

/** The text of a bundle, in which every UUID but those of the TLP's markings begins otherwise. */
export function withOtherIds(text: string, round: number): string {
  return text.replaceAll(UUID, (whole, dashes: string, first: string, rest: string) => {
    if (TLP.has(first)) return whole;
    const other = (Number.parseInt(first, 16) ^ Math.imul(round, 0x9e3779b1)) >>> 0;
    return `${dashes}${other.toString(16).padStart(8, '0')}${rest}`;
  });
}
