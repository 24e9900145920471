// Who looks into a collection, as plain data: what an adapter turns into conditions, and what answers are kept by.
import type { Label } from './label.ts';
import { maySee, sightKey, type PartSight, type Sight } from './sight.ts';

/** Who looks, and what they see of a collection or, in an aggregate, of each of its parts; exactly one of the two. */
export interface Viewer {
  readonly agency: string;
  readonly whole?: Sight;
  /** By the part's id. Of a part that isn't here nothing is seen. */
  readonly parts?: ReadonlyMap<string, PartSight>;
}

/** The viewer of a collection that is no aggregate. */
export function viewerWith(sight: Sight): Viewer {
  return { agency: sight.agency, whole: sight };
}

/** The viewer of an aggregate who has these sights of its parts. */
export function viewerThrough(agency: string, parts: ReadonlyMap<string, PartSight>): Viewer {
  return { agency, parts };
}

/** What the viewer sees of what is from that part; `part` is absent in a collection that is no aggregate. */
export function sightOf({ whole, parts }: Viewer, part: string | undefined): PartSight | undefined {
  if (whole !== undefined) return { inPart: whole, through: whole };
  return parts?.get(part ?? '');
}

/**
 * For whom a version with that label is there: `anyone` who has this view, or only if it is their `own` publication, or
 * not at all. Of an object whose versions have one label, publisher and line, this is all that decides.
 */
export function opennessOf(viewer: Viewer, label: Label, part: string | undefined): 'anyone' | 'own' | 'nobody' {
  const sight = sightOf(viewer, part)?.through;
  if (sight === undefined) return 'nobody';
  if (maySee(sight, label, '')) return 'anyone';
  return maySee(sight, label, viewer.agency) ? 'own' : 'nobody';
}

/** A text that two viewers have in common when everything is the same for both. */
export function viewerKey({ agency, whole, parts }: Viewer): string {
  if (whole !== undefined) return sightKey(whole);
  const keys = [...(parts ?? [])].map(([part, { inPart, through }]) => [part, sightKey(inPart), sightKey(through)]);
  return JSON.stringify([agency, keys.toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))]);
}

/** The same for viewers of a collection to which they brought nothing, so that nothing there is different for its being theirs. */
export function outsiderKey({ whole, parts }: Viewer): string {
  const outside = (sight: Sight): Sight => ({ ...sight, agency: '' });
  if (whole !== undefined) return viewerKey({ agency: '', whole: outside(whole) });
  const seen = [...(parts ?? [])].map(([part, { inPart, through }]) => {
    return [part, { inPart: outside(inPart), through: outside(through) }] as const;
  });
  return viewerKey({ agency: '', parts: new Map(seen) });
}
