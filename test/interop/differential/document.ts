// Writes docs/validation-differences.md, which tells where Liaison and two Python packages judge STIX differently.
//   node test/interop/differential/document.ts          writes it from explained.json
//   node test/interop/differential/document.ts --check  exits with 1 if it isn't up to date
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Explanation } from './disagreements.ts';

const PAGE = new URL('../../../docs/validation-differences.md', import.meta.url);
const EXPLAINED = new URL('explained.json', import.meta.url);

const HEAD = `# Where validators differ

\`npm run test:interop\` holds Liaison's validator, with the policy \`standard\`, against two Python packages:
\`stix2-validator\` 3.3.2 (its errors) and the parser of \`stix2\` 3.0.2 (with custom content allowed). They judge
generated objects of every type, valid and broken, the examples of every rule of Liaison, and a feed. The run fails
where one refuses an object that another takes, unless the reason is in these tables; and where Liaison refuses an
object that was made to be valid. Rules are those of the project's STIX reference.

This page is written from \`test/interop/differential/explained.json\` by \`test/interop/differential/document.ts\`.
`;

const TITLES: readonly (readonly [Explanation['stricter'], string])[] = [
  ['liaison', 'Liaison refuses what another takes'],
  ['stix2-validator', 'stix2-validator refuses what Liaison takes'],
  ['stix2', 'stix2 refuses what Liaison takes'],
];

/** The page as markdown: one table for each that is stricter. */
export function renderDifferences(explanations: readonly Explanation[]): string {
  const sections = TITLES.map(([stricter, title]) => {
    const rows = explanations.filter((explanation) => explanation.stricter === stricter).map(renderRow);
    const columns = stricter === 'liaison' ? 'Taken by' : 'Hints of Liaison';
    const head = [`| What | ${columns} | Why | Rules |`, '| --- | --- | --- | --- |'];
    return [`## ${title}`, '', ...head, ...rows, ''].join('\n');
  });
  return [HEAD, ...sections].join('\n');
}

function renderRow({ group, stricter, than, hints = [], why, rules }: Explanation): string {
  const takenBy = than ?? 'stix2-validator or stix2';
  const middle = stricter === 'liaison' ? takenBy : hints.map((code) => `\`${code}\``).join(', ');
  const cells = [group, middle, why, rules.join(', ')].map((cell) => cell.replaceAll('|', String.raw`\|`));
  return `| ${cells.join(' | ')} |`;
}

if (import.meta.main) {
  const page = renderDifferences(JSON.parse(readFileSync(EXPLAINED, 'utf8')) as Explanation[]);
  if (!process.argv.includes('--check')) {
    writeFileSync(PAGE, page);
  } else if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== page) {
    process.stderr.write('docs/validation-differences.md is out of date: run test/interop/differential/document.ts.\n');
    process.exitCode = 1;
  }
}
