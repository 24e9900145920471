// The audit chain: whatever is changed, taken out or moved in it shows.
import fc from 'fast-check';
import { linkEvents, newChain, type AuditChain, type AuditEntry } from '../../collections/audit/chain.ts';
import type { AuditEvent } from '../../collections/audit/event.ts';
import { verifyChain } from '../../collections/audit/verify.ts';

const event: fc.Arbitrary<AuditEvent> = fc
  .record({
    at: fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
    agency: fc.constantFrom('interpol', 'ärzte', '𝒜'),
    collection: fc.constantFrom('one', 'two'),
    objects: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }),
    versions: fc.nat(),
  })
  .map((given) => ({ kind: 'deletion', ...given }));

const log = fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }).map((batches) => {
  const start = newChain('one');
  const entries: AuditEntry[] = [];
  for (const batch of batches) entries.push(...linkEvents(entries.at(-1) ?? start, batch));
  const { number, hash } = entries.at(-1) ?? start;
  return { chain: { ...start, number, hash }, entries };
});

const faultsOf = async (chain: AuditChain, entries: readonly AuditEntry[]): Promise<number> => (await verifyChain(chain, entries)).faults.length;

test('a chain that nobody touched is whole, in however many batches it was written', async () => {
  await fc.assert(
    fc.asyncProperty(log, async ({ chain, entries }) => {
      const finding = await verifyChain(chain, entries);
      expect(finding).toMatchObject({ entries: entries.length, faults: [], head: { number: chain.number, hash: Buffer.from(chain.hash).toString('hex') } });
    }),
  );
});

test('an entry that is missing is found, wherever it was', async () => {
  await fc.assert(
    fc.asyncProperty(log, fc.nat(), async ({ chain, entries }, place) => {
      const index = place % entries.length;
      expect(await faultsOf(chain, entries.toSpliced(index, 1))).toBeGreaterThan(0);
      expect(await faultsOf(chain, entries.slice(0, index))).toBeGreaterThan(0);
      expect(await faultsOf(chain, entries.slice(index + 1))).toBeGreaterThan(0);
    }),
  );
});

test('entries that changed places are found, with their numbers and without', async () => {
  await fc.assert(
    fc.asyncProperty(log, fc.nat(), fc.nat(), async ({ chain, entries }, one, other) => {
      const [first, second] = [entries[one % entries.length], entries[other % entries.length]];
      fc.pre(first !== undefined && second !== undefined && first !== second && first.text !== second.text);
      if (first === undefined || second === undefined) return;
      const swapped = entries.map((entry) => (entry === first ? second : entry === second ? first : entry));
      expect(await faultsOf(chain, swapped)).toBeGreaterThan(0);
      expect(await faultsOf(chain, swapped.map((entry, index) => ({ ...entry, number: index + 1 })))).toBeGreaterThan(0);
    }),
  );
});

test('any change of an entry is found: of its text, its hash, or what it is found by', async () => {
  const change = fc.oneof(
    fc.nat().map((place) => (entry: AuditEntry) => ({ ...entry, text: changedAt(entry.text, place) })),
    fc.nat().map((place) => (entry: AuditEntry) => ({ ...entry, hash: entry.hash.map((byte, index) => (index === place % 32 ? byte ^ 1 : byte)) })),
    fc.constant((entry: AuditEntry) => ({ ...entry, agency: 'another' })),
    fc.constant((entry: AuditEntry) => ({ ...entry, at: entry.at + 1 })),
    fc.constant(({ collection: _gone, ...entry }: AuditEntry) => entry),
    fc.constant((entry: AuditEntry) => ({ ...entry, kind: 'hold' as const })),
    fc.constant((entry: AuditEntry) => ({ ...entry, chain: 'other' })),
  );
  await fc.assert(
    fc.asyncProperty(log, fc.nat(), change, async ({ chain, entries }, place, apply) => {
      const index = place % entries.length;
      expect(await faultsOf(chain, entries.map((entry, at) => (at === index ? apply(entry) : entry)))).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

test('an entry that is put in twice, or another in its place with all hashes made anew, is found by where the chain ends', async () => {
  await fc.assert(
    fc.asyncProperty(log, fc.nat(), event, async ({ chain, entries }, place, other) => {
      const index = place % entries.length;
      const twice = entries.toSpliced(index, 0, ...entries.slice(index, index + 1));
      expect(await faultsOf(chain, twice)).toBeGreaterThan(0);
      const before = entries[index - 1] ?? newChain('one');
      const events = entries.slice(index).map(({ text }): AuditEvent => ({ ...JSON.parse(text), at: 0 }));
      const forged = linkEvents(before, [other, ...events.slice(1)]);
      fc.pre(forged[0]?.text !== entries[index]?.text);
      expect(await faultsOf(chain, [...entries.slice(0, index), ...forged])).toBeGreaterThan(0);
    }),
  );
});

test('what was pruned is not missing; what comes after it is checked all the same', async () => {
  await fc.assert(
    fc.asyncProperty(log, fc.nat(), async ({ chain, entries }, place) => {
      const upTo = place % entries.length;
      const last = entries[upTo];
      if (last === undefined) return;
      const pruned: AuditChain = { ...chain, prunedUpTo: last.number, prunedHash: last.hash };
      const rest = entries.slice(upTo + 1);
      expect(await faultsOf(pruned, rest)).toBe(0);
      if (rest.length > 0) expect(await faultsOf({ ...pruned, prunedHash: new Uint8Array(32) }, rest)).toBeGreaterThan(0);
    }),
  );
});

function changedAt(text: string, place: number): string {
  const index = place % text.length;
  return `${text.slice(0, index)}${text[index] === 'x' ? 'y' : 'x'}${text.slice(index + 1)}`;
}
