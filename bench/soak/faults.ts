// What went wrong while a soak ran, counted by kind, with an example of each.

/** Something that shouldn't be. */
export interface Fault {
  readonly kind: string;
  readonly count: number;
  readonly example: string;
}

/** Counts faults. */
export interface Faults {
  add(kind: string, example: string): void;
  readonly list: readonly Fault[];
}

/** Begins with none. */
export function countFaults(): Faults {
  const kinds = new Map<string, Fault>();
  return {
    add(kind, example) {
      const known = kinds.get(kind);
      kinds.set(kind, { kind, count: (known?.count ?? 0) + 1, example: known?.example ?? example.slice(0, 500) });
    },
    get list() {
      return [...kinds.values()];
    },
  };
}
