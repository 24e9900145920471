// A systemd unit, read as systemd.syntax(7) says.

/** The values of each key, in order: a key may come more than once. */
export type Section = ReadonlyMap<string, readonly string[]>;

/**
 * Reads a unit or environment file. Assignments before the first section are in the section `''`.
 * @throws when a line is neither empty, a comment, a section nor an assignment
 */
export function readUnitFile(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string[]>>();
  let section = new Map<string, string[]>();
  sections.set('', section);
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    if (/^\s*(?:[#;].*)?$/.test(line)) continue;
    const [, name] = /^\[([A-Za-z]+)\]$/.exec(line) ?? [];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map<string, string[]>();
      sections.set(name, section);
      continue;
    }
    const [, key, value = ''] = /^([A-Za-z_]+)=(.*)$/.exec(line) ?? [];
    if (key === undefined) throw new SyntaxError(`"${line}" is no line of a unit.`);
    section.set(key, [...(section.get(key) ?? []), value.trim()]);
  }
  return sections;
}
