// npm run sbom — writes the list of the packages that Liaison runs on, in CycloneDX, and checks it against the lock file:
//   node deployment/bill-of-materials.ts FILE
// From the lock file alone, so that it is the same on every machine. Packages for development aren't in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { readLockFile, type LockedPackage } from './lock-file.ts';
import { askNpm } from './run-npm.ts';

/** What is read of a CycloneDX document. */
export interface BillOfMaterials {
  readonly bomFormat?: string;
  readonly metadata?: { readonly component?: { readonly name: string; readonly version: string; readonly type?: string } };
  readonly components?: readonly Component[];
  readonly dependencies?: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** A package in it. */
export interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

/** What is read of package.json. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** How npm marks what is needed for development only. */
const FOR_DEVELOPMENT = 'cdx:npm:package:development';

/** Asks npm for the list. npm calls the project by its folder's name; the list calls it by its own. */
export async function makeBillOfMaterials(manifest: Manifest): Promise<BillOfMaterials> {
  const bill = (await askNpm(['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'])) as BillOfMaterials;
  const { metadata, ...rest } = withoutDevelopment(bill);
  if (metadata?.component === undefined) return rest;
  return { ...rest, metadata: { ...metadata, component: { ...metadata.component, name: manifest.name, type: 'application' } } };
}

// Not by npm's --omit=dev, which also leaves out what is needed by both, lru-cache say (npm/cli issue 7909).
function withoutDevelopment(bill: BillOfMaterials): BillOfMaterials {
  const all = bill.components ?? [];
  const components = all.filter(({ properties }) => !properties?.some(({ name }) => name === FOR_DEVELOPMENT));
  const left = new Set(components.map((component) => component['bom-ref']));
  const gone = new Set(all.map((component) => component['bom-ref']).filter((ref) => !left.has(ref)));
  const dependencies = (bill.dependencies ?? [])
    .filter(({ ref }) => !gone.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => !gone.has(other)) }));
  return { ...bill, components, dependencies };
}

/** What is wrong with the list, in sentences: it must name exactly what is locked to run on, with its checksums. */
export function faultsOf(bill: BillOfMaterials, manifest: Manifest, locked: readonly LockedPackage[]): string[] {
  if (bill.bomFormat !== 'CycloneDX') return ['This is no CycloneDX document.'];
  const { component } = bill.metadata ?? {};
  const listed = new Map((bill.components ?? []).map((entry) => [`${entry.name}@${entry.version}`, entry]));
  const expected = new Map(locked.filter(({ dev }) => dev !== true).map((entry) => [`${entry.name}@${entry.version}`, entry]));
  const names = new Set((bill.components ?? []).map(({ name }) => name));
  const refs = new Set((bill.dependencies ?? []).flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]));
  return [
    ...(component?.name === manifest.name && component.version === manifest.version
      ? []
      : [`It is not about ${manifest.name} ${manifest.version}.`]),
    ...Object.keys(manifest.dependencies).filter((name) => !names.has(name)).map((name) => `The dependency ${name} isn't named.`),
    ...[...expected.keys()].filter((key) => !listed.has(key)).map((key) => `${key} is locked, but not listed.`),
    ...[...listed.keys()].filter((key) => !expected.has(key)).map((key) => `${key} is listed, but not locked to run on.`),
    ...[...refs].filter((ref) => ref !== `${manifest.name}@${manifest.version}` && !listed.has(ref)).map((ref) => `${ref} is depended on, but not listed.`),
    ...[...expected].filter(([key, entry]) => hasOtherChecksum(listed.get(key), entry)).map(([key]) => `${key} has not the checksum that is locked.`),
  ];
}

function hasOtherChecksum(listed: Component | undefined, { integrity = '' }: LockedPackage): boolean {
  const checksum = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  return listed !== undefined && !listed.hashes?.some(({ alg, content }) => alg === 'SHA-512' && content === checksum);
}

async function main(file = 'liaison.cdx.json'): Promise<number> {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Manifest;
  const bill = await makeBillOfMaterials(manifest);
  const faults = faultsOf(bill, manifest, readLockFile());
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) return 1;
  writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  process.stdout.write(`${file}: ${bill.components?.length} packages, each with its checksum.\n`);
  return 0;
}

if (import.meta.main) process.exitCode = await main(process.argv[2]);
