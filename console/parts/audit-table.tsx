// Entries of the audit log in a table.
import type { AuditEntryResource } from '../../server/console/resources.ts';
import { t } from '../texts/texts.ts';
import { Badge, CutText, Exactly, Heads, TableBox } from './elements.tsx';

const KNOWN = new Set(['chain', 'number', 'at', 'kind', 'agency', 'account', 'dates', 'collection', 'by', 'sha256']);

/** @param label what they are @param titles of collections, by id */
export function AuditTable({ entries, label, titles }: { entries: readonly AuditEntryResource[]; label: string; titles: ReadonlyMap<string, string> | undefined }) {
  return (
    <TableBox label={label}>
      <table>
        <Heads columns={[t.object.when, t.object.who, t.object.what, t.audit.collection, t.audit.details]} />
        <tbody>
          {entries.map((entry) => (
            <tr key={`${entry.chain} ${entry.number}`}>
              <td>
                <Exactly at={entry.at} />
              </td>
              <td>
                {text(entry['by'] ?? entry['account'])}
                <span class="quiet under">{text(entry['by'] === undefined ? entry['agency'] : entry['account'])}</span>
              </td>
              <td>
                <Badge kind={entry.kind === 'denial' || entry.kind === 'loss' ? 'warn' : 'plain'}>{t.audit.kinds[entry.kind] ?? entry.kind}</Badge>
              </td>
              <td>{titles?.get(text(entry['collection'])) ?? text(entry['collection'])}</td>
              <td class="details">
                <CutText text={detailsOf(entry)} length={160} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

// Dates of versions are for programs.
function detailsOf(entry: AuditEntryResource): string {
  return Object.entries(entry)
    .filter(([name]) => !KNOWN.has(name))
    .map(([name, value]) => `${name}: ${text(value)}`)
    .join('; ');
}

function text(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map(text).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
