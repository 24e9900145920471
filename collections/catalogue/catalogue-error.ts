// What is thrown for a catalogue that can't be used.
import type { CatalogueFault, CataloguePath } from '../../schemas/catalogue/fault.ts';

/** One thing wrong with a catalogue file, and where in the file. The path is empty where the text is not YAML. */
export interface LocatedFault extends CatalogueFault {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A catalogue file has faults. The message has a line for each: `catalogue.yaml:14: grants[2].agency: ...`. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
  /** At least one, in the order of the file. */
  readonly faults: readonly LocatedFault[];

  constructor(faults: readonly LocatedFault[], options?: ErrorOptions) {
    const inOrder = faults.toSorted((one, other) => one.line - other.line);
    super(inOrder.map(lineOf).join('\n'), options);
    this.faults = inOrder;
  }
}

function lineOf({ file, line, path, message }: LocatedFault): string {
  return `${file}:${line}: ${path.length === 0 ? '' : `${pathInWords(path)}: `}${message}`;
}

/** The way people write it: `grants[2].agency`. */
export function pathInWords(path: CataloguePath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^\w+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
