// Where in a YAML text a place of the catalogue is.
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Range } from 'yaml';
import type { CataloguePath } from '../../schemas/catalogue/fault.ts';

/**
 * The offset in the text of a place in its catalogue: of the key, or of the entry of a list. For a place that is not
 * there, that of the nearest one around it. What came through a YAML alias is where its anchor is.
 */
export function offsetOf(document: Document, path: CataloguePath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const next = below(isAlias(node) ? node.resolve(document) : node, step);
    if (next === undefined) return offset;
    offset = startOf(next.at) ?? offset;
    node = next.node;
  }
  return offset;
}

function below(node: unknown, step: string | number): { at: unknown; node: unknown } | undefined {
  if (isSeq(node)) {
    const entry = node.items[Number(step)];
    return entry === undefined ? undefined : { at: entry, node: entry };
  }
  const pair = isMap(node) ? node.items.find(({ key }) => (isScalar(key) ? key.value : key) === step) : undefined;
  return pair === undefined ? undefined : { at: pair.key, node: pair.value };
}

function startOf(node: unknown): number | undefined {
  const range = (node as Node | null | undefined)?.range as Range | null | undefined;
  return range?.[0];
}
