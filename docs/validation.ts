// Writes docs/validation.md and docs/schemas.md from the rules, their examples and the schemas: `npm run validation-docs`.
// With --check it compares instead, and fails when a page is out of date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RULES, type Rule } from '../schemas/stix/rules.ts';
import { RULE_EXAMPLES } from '../test/schemas/stix/rule-examples.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

const LEVELS: Readonly<Record<Rule['level'], string>> = {
  must: 'error',
  ambiguous: 'hint; strict collections refuse it',
  should: 'hint',
  policy: 'error, where the collection says so',
};

const pages = { 'docs/validation.md': validationPage(), 'docs/schemas.md': schemasPage() };
const isCheck = process.argv.includes('--check');
for (const [name, text] of Object.entries(pages)) {
  const file = join(ROOT, name);
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${name} is out of date: run \`npm run validation-docs\`.\n`);
    process.exitCode = 1;
  }
}

function validationPage(): string {
  const codes = Object.entries(RULES);
  const rows = codes.map(([code, rule]) => {
    const examples = RULE_EXAMPLES.filter((example) => example.code === code);
    const [first] = examples;
    const wrong = first === undefined ? '—' : `${cell(first.wrong)}${examples.length > 1 ? ` (+${examples.length - 1})` : ''}`;
    return `| \`${code}\` | ${LEVELS[rule.level]} | ${rule.section} | ${rule.requirements.join(' ')} | ${cell(rule.summary)} | ${wrong} |`;
  });
  return `# Validation: every rule

*Written by \`npm run validation-docs\` from \`schemas/stix/rules.ts\` and the tests' examples; don't edit.*

${codes.length} rules, ${RULE_EXAMPLES.length} examples that break exactly one of them. Each example is a test in
\`test/schemas/stix/rules.test.ts\`: the finding has this code, points at the place, and is the only error. A rule
without a failing example fails that suite. The code is what a finding carries in a status, in \`liaison validate\` and in
the dry run (\`POST {api-root}/validation/\`); the section is STIX 2.1's.

How findings refuse an object is the collection's choice in the catalogue (\`validation\`): \`strict\` refuses errors,
points where the standard is ambiguous, and custom content without an extension definition; \`standard\`, the default,
refuses errors; \`lenient\` refuses only what can't be stored. \`allowed_types\`, \`custom_content\` and \`media_types\` narrow
what is taken; \`report_hints\` puts hints about accepted objects into the status.

Before all of these come the envelope's own demands (\`collections/publishing/judge.ts\`): \`spec-version-not-taken\`,
\`nested-bundle\`, \`nesting-depth\` (100 levels), \`version-length\`, \`name-repeated\`, \`lone-surrogate\`.

Where Liaison and OASIS' own tools disagree, and why: [differences](validation-differences.md). What it costs:
[performance](performance.md). The schemas: [index](schemas.md).

| code | level | section | rules of the reference | rule | an example of what breaks it |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function schemasPage(): string {
  const folder = join(ROOT, 'schemas', 'stix-2.1');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && !name.endsWith('vocabularies.json'))
    .toSorted();
  const rows = files.map((name) => {
    const file = join(folder, name);
    const { title = '', description = '' } = JSON.parse(readFileSync(file, 'utf8')) as { title?: string; description?: string };
    const link = relative(join(ROOT, 'docs'), file);
    return `| [${name.replace('.json', '')}](${link}) | ${cell(title)} | ${cell(description)} |`;
  });
  return `# The schemas of STIX 2.1

*Written by \`npm run validation-docs\` from \`schemas/stix-2.1/\`; don't edit.*

${files.length} JSON Schemas (2020-12), one for each type and extension, composed from those in \`common/\`. Vocabularies are data,
in \`schemas/stix-2.1/vocabularies.json\`.

| schema | title | what it describes |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
