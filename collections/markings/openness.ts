// Which of the labels that a collection has are there for a viewer: what adapters turn into conditions.
import type { Label } from './label.ts';
import { opennessOf, type Viewer } from './viewer.ts';

/** A label that versions in a collection have, or had, and who published such. */
export interface LabelUse {
  readonly label: Label;
  /** In an aggregate: the collection that it is from. */
  readonly part: string | undefined;
  /** Names of agencies. */
  readonly publishers: ReadonlySet<string>;
}

/** The labels whose versions are there for a viewer. */
export interface Openness<Use> {
  /** `all` when everything is there that the collection holds. */
  readonly open: readonly Use[] | 'all';
  /** Further labels, of whose versions the viewer's own publications are there. */
  readonly own: readonly Use[];
}

/**
 * Whether it matters which agency looks at versions with these labels: it published some of them, or what bears one of their
 * markings. Labels that were there once count, too.
 */
export function isInvolved(agency: string, uses: readonly LabelUse[]): boolean {
  return uses.some(({ label, publishers }) => publishers.has(agency) || label.uses?.some(({ by }) => by.includes(agency)) === true);
}

/** What is there for the viewer, among these labels. */
export function opennessIn<Use extends LabelUse>(viewer: Viewer, uses: readonly Use[]): Openness<Use> {
  const open: Use[] = [];
  const own: Use[] = [];
  let isAll = true;
  for (const use of uses) {
    const openness = opennessOf(viewer, use.label, use.part);
    const isOwn = openness === 'own' && use.publishers.has(viewer.agency);
    if (openness === 'anyone') open.push(use);
    else if (isOwn) own.push(use);
    if (openness !== 'anyone' && !(isOwn && use.publishers.size === 1)) isAll = false;
  }
  return isAll ? { open: 'all', own: [] } : { open, own };
}
