import { readFileSync } from 'node:fs';

/** The processes that the main thread of a process has started, as Linux lists them. */
export function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').filter((text) => text.trim() !== '').map(Number);
}
