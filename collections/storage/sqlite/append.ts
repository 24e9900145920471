// Appends one version of an object to a collection; runs inside the writer's transaction.
import type { DatabaseSync } from 'node:sqlite';
import { sameJson } from '../../../schemas/json/same-json.ts';
import { formatTimestamp, versionKey, type Microseconds, type VersionKey } from '../../../schemas/timestamp.ts';
import { labelKey } from '../../markings/label.ts';
import { isCreator, placementOf, type Newcomer } from '../../markings/lines.ts';
import { maySee } from '../../markings/sight.ts';
import type { AcceptedObject, PublisherRights } from '../port.ts';
import { factsReader } from './facts.ts';
import { keptId, keptSpecVersion, keptVersion, VERSION, type KeptId } from './kept-values.ts';
import { labelOfText, labelWriter } from './labels.ts';
import { rowWriter, type PlainGroup, type Standing } from './rows.ts';
import { statementCache } from './statements.ts';
import { versionText } from './version-record.ts';

/**
 * What became of an object: `added` with this `date_added`; `present` with the same or with `other` content; or refused, as
 * it is another agency's.
 */
export interface AppendOutcome {
  readonly kind: 'added' | 'present' | 'other-content' | 'not-creator';
  /** The version's text (T-4.3.1-07..-09). */
  readonly version: string;
}

/** Appends the objects of one publication in an open transaction. */
export interface Appending {
  append(object: AcceptedObject, body: Uint8Array, dateAdded: Microseconds): AppendOutcome;
  /** Takes down which labels came; to be called after the last object. */
  end(): void;
}

/** Where a version goes: to a line, or nowhere because of a row that is there, or of another agency. */
type Place = { readonly line: number } | { readonly twin: number } | 'not-creator';

/** Prepares appending on a connection that may write. */
export function appender(database: DatabaseSync): (collection: number, rights: PublisherRights) => Appending {
  const prepare = statementCache(database);
  const { labelNumber, agencyNumber, countUse } = labelWriter(database);
  const { standingOf, insert } = rowWriter(database);
  const factsOf = factsReader(database);

  return (collection, rights) => {
    const publisher = agencyNumber(rights.sight.agency);
    const numbers = new Map<string, number>();
    const counts = new Map<number, number>();
    return {
      append,
      end() {
        for (const [label, count] of counts) countUse(collection, label, publisher, count);
      },
    };

    function append(object: AcceptedObject, body: Uint8Array, dateAdded: Microseconds): AppendOutcome {
      const text = object.version ?? formatTimestamp(dateAdded);
      const id = keptId(object.id);
      const standing = standingOf(collection, id);
      const place = placeOf(collection, object, id, standing, rights);
      if (place === 'not-creator') return { kind: place, version: text };
      if ('twin' in place) return compare(place.twin, body);
      const { type, specVersion, isRevoked, validUntil } = object;
      const label = numberOf(labelKey(object.label));
      counts.set(label, (counts.get(label) ?? 0) + 1);
      const row = {
        id,
        type,
        specVersion,
        isRevoked,
        dateAdded,
        body,
        text,
        publisher,
        line: place.line,
        version: requireVersionKey(text),
        isVersioned: object.version !== undefined,
        label,
        ...(validUntil === undefined ? {} : { validUntil }),
      };
      insert(collection, row, standing);
      return { kind: 'added', version: text };
    }

    function numberOf(says: string): number {
      const known = numbers.get(says) ?? labelNumber(says, undefined);
      numbers.set(says, known);
      return known;
    }
  };

  function placeOf(
    collection: number,
    object: AcceptedObject,
    id: KeptId,
    standing: Standing,
    { sight, newVersions }: PublisherRights,
  ): Place {
    if (standing === 'absent') return { line: 0 };
    const plain = standing === 'mixed' ? undefined : placeInPlain(standing);
    if (plain !== undefined) return plain;
    const placement = placementOf(factsOf(collection, id), sight, newcomerOf(object), newVersions);
    switch (placement.kind) {
      case 'there':
        return { twin: placement.twin.place };
      case 'not-creator':
        return 'not-creator';
      case 'new':
        return { line: placement.line };
    }

    // What `placementOf` would find where there is one group, without reading all of a long history.
    function placeInPlain(group: PlainGroup): Place | undefined {
      const { label, agency } = groupFacts(group);
      if (!maySee(sight, label, agency)) return undefined;
      const twin = twinIn(collection, id, object);
      if (twin !== undefined) return { twin };
      return newVersions === 'creator' && !isCreator(sight.agency, agency) ? 'not-creator' : { line: group.line };
    }
  }

  function groupFacts({ label, publisher }: PlainGroup) {
    const row = prepare(
      'SELECT (SELECT says FROM labels WHERE number = ?) AS says, (SELECT name FROM agencies WHERE number = ?) AS name',
    ).get(label, publisher);
    return { label: labelOfText(String(row?.['says'])), agency: String(row?.['name']) };
  }

  // An object without a version of its own is the same item however often it comes (T-5.5-06).
  function twinIn(collection: number, id: KeptId, { specVersion, version }: AcceptedObject): number | undefined {
    const ofId = 'SELECT place FROM objects WHERE collection = ? AND object_id = ? AND spec_version = ?';
    const spec = keptSpecVersion(specVersion);
    const row =
      version === undefined
        ? prepare(`${ofId} AND is_versioned = 0 LIMIT 1`).get(collection, id, spec)
        : prepare(`${ofId} AND version = ? LIMIT 1`).get(collection, id, spec, keptVersion(requireVersionKey(version)));
    return row === undefined ? undefined : Number(row['place']);
  }

  function compare(twin: number, body: Uint8Array): AppendOutcome {
    const stored = prepare(`SELECT ${VERSION} AS version, o.version_text, o.body FROM objects o WHERE o.place = ?`).get(twin) ?? {};
    const kind = sameJson(stored['body'] as Uint8Array, body) ? 'present' : 'other-content';
    return { kind, version: versionText(stored) };
  }
}

function newcomerOf({ specVersion, version }: AcceptedObject): Newcomer {
  return { specVersion, ...(version === undefined ? {} : { version: requireVersionKey(version) }) };
}

/** The key of a version that was checked before. */
export function requireVersionKey(text: string): VersionKey {
  const key = versionKey(text);
  if (key === undefined) throw new TypeError(`"${text}" is no version; objects are checked before they are appended.`);
  return key;
}
