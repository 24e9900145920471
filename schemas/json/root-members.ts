// The members of a bundle or envelope beside its `objects`: few and small, so they are kept and parsed at the end.

/** Most bytes of their names and values, and of the byte behind them, without white space; no bundle has more. */
export const MAXIMUM_ROOT_BYTES = 1_048_576;

/** Collects the members of one root object. */
export class RootMembers {
  /** The name of the member that is being read. */
  name = '';
  /** Bytes of the members that were added. */
  length = 0;
  readonly #names = new Set<string>();
  readonly #texts: string[] = [];

  /** A member begins with this name, a JSON string; false if there was one of that name. */
  begin(nameText: string): boolean {
    this.name = JSON.parse(nameText) as string;
    const isNew = !this.#names.has(this.name);
    this.#names.add(this.name);
    return isNew;
  }

  /** Adds a member, name and value as they were written, of so many bytes. */
  add(text: string, length: number): void {
    this.#texts.push(text);
    this.length += length;
  }

  /** All members that were added. */
  parse(): Record<string, unknown> {
    return JSON.parse(`{${this.#texts.join(',')}}`) as Record<string, unknown>;
  }
}
