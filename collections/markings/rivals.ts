// The versions of an object that decided, when one of them was deleted, who was shown it, and so who is told.
import type { Microseconds } from '../../schemas/timestamp.ts';
import { groupOf } from './groups.ts';
import { labelKey, labelOfKey } from './label.ts';
import { shownVersions, type LinedVersion } from './lines.ts';
import type { Viewer } from './viewer.ts';

/**
 * Of all versions of an object, just before one of them goes, those that decide who is shown it: itself, its twins, and the
 * oldest of each group, which stands for the group's line.
 */
export function rivalsOf(versions: readonly LinedVersion[], going: LinedVersion): LinedVersion[] {
  const byAge = versions.toSorted((one, other) => one.dateAdded - other.dateAdded);
  const groups = new Set<string>();
  return byAge.filter((version) => {
    const group = groupOf(version);
    const isFirstOfGroup = !groups.has(group);
    groups.add(group);
    return isFirstOfGroup || isTwin(version, going);
  });
}

/** Whether the viewer was shown the version with that `date_added`, given its rivals. */
export function wasShown(rivals: readonly LinedVersion[], dateAdded: Microseconds, viewer: Viewer): boolean {
  return shownVersions(rivals, viewer).some((version) => version.dateAdded === dateAdded);
}

/** Versions as a text that a tombstone keeps. */
export function writeRivals(versions: readonly LinedVersion[]): string {
  return JSON.stringify(versions.map(({ dateAdded, specVersion, version, isVersioned, publisher, label, line, part }) => ({
    dateAdded, specVersion, version, isVersioned, publisher, line, part, label: labelKey(label),
  })));
}

/** The versions of that text. */
export function readRivals(text: string): LinedVersion[] {
  const kept = JSON.parse(text) as (Omit<LinedVersion, 'label'> & { readonly label: string })[];
  return kept.map(({ label, ...version }) => ({ ...version, label: labelOfKey(label) }));
}

function isTwin(one: LinedVersion, other: LinedVersion): boolean {
  if (one.specVersion !== other.specVersion || one.isVersioned !== other.isVersioned) return false;
  return !one.isVersioned || one.version === other.version;
}
