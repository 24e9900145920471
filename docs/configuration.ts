// Writes docs/configuration.md from the schema of configurations: `npm run configuration-docs`. With --check it compares
// instead, and fails when the page is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { SECTIONS, type Section, type Setting } from '../schemas/configuration/settings.ts';

const PAGE = new URL('./configuration.md', import.meta.url);

const text = configurationPage();
if (!process.argv.includes('--check')) writeFileSync(PAGE, text);
else if (readFileSync(PAGE, 'utf8') !== text) {
  process.stderr.write('docs/configuration.md is out of date: run `npm run configuration-docs`.\n');
  process.exitCode = 1;
}

function configurationPage(): string {
  return `# Configuration

*Written by \`npm run configuration-docs\` from \`schemas/configuration/configuration.schema.json\`; don't edit.*

A server is configured by a YAML file, by environment variables, and by flags; none of them is needed. A flag overrules
an environment variable, that overrules the file, and that the default.

\`\`\`sh
npx liaison serve --config /etc/liaison/liaison.yaml       # or: LIAISON_CONFIG=/etc/liaison/liaison.yaml
npx liaison config check --config /etc/liaison/liaison.yaml
npx liaison config show --config /etc/liaison/liaison.yaml --port 9000
\`\`\`

\`cli/sample/configuration.yaml\` is a commented example with every setting.

- **All commands that work on the store** (\`account\`, \`catalogue\`, …) take \`--config\` and \`LIAISON_CONFIG\`, too, and heed its
  section \`store\`.
- **Nothing is guessed.** A key that there is not is refused, and the nearest one is suggested. Each mistake is told with
  file and line, or flag, or variable: what is there, and what should be.
- \`config check\` also tries what the configuration names: whether the certificate and its key can be used, whether the
  file with the connection string is there. Exit code 1 and the mistakes on standard error; with \`--json\` one document on
  standard output: \`{"valid", "faults": [{"source", "line", "path", "message"}]}\`.
- \`config show\` prints every setting, the value that holds, and where that is from. Of a connection string it shows the
  hosts and the database only. \`--json\`: \`{"file", "settings": [{"name", "value", "source": {"kind", "name", "line"}}]}\`,
  \`kind\` being \`flag\`, \`environment\`, \`file\` or \`default\`.
- **Secrets** are better in files of their own, which container engines and systemd hand over: \`store.uri_file\`,
  \`tls.passphrase_file\`. There is none that has to be on the command line, where others on the machine could read it.
- Relative paths in the file begin where the file is; those in flags and variables where the command is run.
- In variables, lists are separated by commas, and an empty variable says nothing. \`1\`, \`true\`, \`yes\` and \`on\` are true,
  \`0\`, \`false\`, \`no\` and \`off\` are not.
- A running server notices changed certificates, but not a changed configuration: restart it, or replace its
  workers (SIGHUP).

${SECTIONS.map(sectionText).join('\n')}`;
}

function sectionText({ name, description, settings }: Section): string {
  return `## \`${name}\`

${description}

| setting | value | default | flag | environment | meaning |
| --- | --- | --- | --- | --- | --- |
${settings.map(rowOf).join('\n')}
`;
}

function rowOf(setting: Setting): string {
  const { key, title, flag, environment, description } = setting;
  const cells = [code(key), title, defaultOf(setting), flag === undefined ? '—' : code(flag), code(environment), description];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function defaultOf({ default: value }: Setting): string {
  return value === undefined || (Array.isArray(value) && value.length === 0) ? '—' : code(String(value));
}

function code(word: string): string {
  return `\`${word}\``;
}
