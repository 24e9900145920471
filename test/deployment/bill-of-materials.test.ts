// The CycloneDX list: that npm makes one of this project, and that a wrong one is found out.
import { faultsOf, makeBillOfMaterials, type BillOfMaterials, type Component } from '../../deployment/bill-of-materials.ts';
import { readLockFile } from '../../deployment/lock-file.ts';
import { textOf } from './compose-file.ts';

const manifest = JSON.parse(textOf('package.json'));
const locked = readLockFile();
let bill: BillOfMaterials;

beforeAll(async () => {
  bill = await makeBillOfMaterials(manifest);
});

const faults = (changes: Partial<BillOfMaterials>): string[] => faultsOf({ ...bill, ...changes }, manifest, locked);
const components = (): readonly Component[] => bill.components ?? [];

test('names what Liaison runs on, with checksums, and nothing that is for development only', () => {
  expect(faults({})).toEqual([]);
  expect(components().length).toBeGreaterThan(50);
  const names = components().map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
  expect(bill.dependencies?.length).toBe(components().length + 1);
  // Vite, which builds the console, may be given it.
  expect(Object.keys(manifest.devDependencies).filter((name) => names.includes(name))).toEqual(['@types/node']);
});

test.each<[what: string, changes: () => Partial<BillOfMaterials>, fault: string]>([
  ['an empty one', () => ({ components: [] }), "The dependency express isn't named."],
  ['one that lacks a package', () => ({ components: components().filter(({ name }) => name !== 'bson') }), 'is locked, but not listed'],
  ['one with another version', () => ({ components: components().map((entry) => (entry.name === 'ajv' ? { ...entry, version: '0.0.1' } : entry)) }), 'ajv@0.0.1 is listed, but not locked'],
  ['one with a package more', () => ({ components: [...components(), { 'bom-ref': 'jest@30.0.0', name: 'jest', version: '30.0.0' }] }), 'jest@30.0.0 is listed'],
  ['one without checksums', () => ({ components: components().map(({ hashes: _hashes, ...rest }) => rest) }), 'has not the checksum'],
  ['one of another project', () => ({ metadata: { component: { name: 'other', version: manifest.version } } }), 'It is not about liaison'],
  ['another format', () => ({ bomFormat: 'SPDX' }), 'no CycloneDX'],
])('%s is found out', (_what, changes, fault) => {
  expect(faults(changes()).join('\n')).toContain(fault);
});
