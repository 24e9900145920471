// Numbers that look random and come out the same for the same seed, so that two runs measure the same objects.

/** A source of choices. */
export interface Random {
  /** An integer from 0 up to, and without, `end`. */
  below(end: number): number;
  /** One entry of a list that isn't empty. */
  of<T>(list: readonly T[]): T;
  /** That many hexadecimal digits. */
  hex(digits: number): string;
  /** A UUID of version 4. */
  uuid(): string;
}

/** A source that starts from a seed: an xorshift of 32 bits. */
export function randomFrom(seed: number): Random {
  // Zero is the one state that an xorshift never leaves.
  let state = seed | 0 || 1;
  const below: Random['below'] = (end) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % end;
  };
  const hex: Random['hex'] = (digits) => {
    let text = '';
    while (text.length < digits) text += below(0x1_00_00_00).toString(16).padStart(6, '0');
    return text.slice(0, digits);
  };
  return {
    below,
    hex,
    of: (list) => list[below(list.length)] as never,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[below(4)]}${hex(3)}-${hex(12)}`,
  };
}
