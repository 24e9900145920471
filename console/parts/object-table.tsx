// Objects in a table.
import type { ObjectSummary } from '../../server/console/resources.ts';
import { addressOf } from '../route.ts';
import { t } from '../texts/texts.ts';
import { Badge, CutText, Exactly, Heads, Marking, TableBox } from './elements.tsx';

/** @param arrived keys (id and date) of those that have just come */
export function ObjectTable({ collection, objects, arrived }: { collection: string; objects: readonly ObjectSummary[]; arrived: ReadonlySet<string> }) {
  if (objects.length === 0) return <p>{t.collection.nothing}</p>;
  return (
    <TableBox label={t.collection.objects}>
      <table class="objects">
        <Heads columns={[t.collection.object, t.collection.type, t.collection.marking, t.collection.author, t.collection.added]} />
        <tbody>
          {objects.map((object) => {
            const key = `${object.id} ${object.date_added}`;
            return (
              <tr key={key} class={arrived.has(key) ? 'arrived' : ''}>
                <th scope="row">
                  <a href={addressOf('collections', collection, 'objects', object.id)} dir="auto">
                    <CutTitle title={object.title} />
                  </a>
                  {object.is_revoked && <Badge kind="warn">{t.collection.revoked}</Badge>}
                  {object.description !== undefined && (
                    <span class="quiet under" dir="auto">
                      <CutText text={object.description} length={140} />
                    </span>
                  )}
                </th>
                <td>{object.type}</td>
                <td>
                  {object.markings.map((marking) => (
                    <Marking marking={marking} key={marking.id} />
                  ))}
                </td>
                <td>{object.author === undefined ? '' : (object.author.title ?? <span class="quiet">{object.author.id.slice(0, 18)}…</span>)}</td>
                <td>
                  <Exactly at={object.date_added} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableBox>
  );
}

// In a link there is no button to show more; the object's page has all of it.
function CutTitle({ title }: { title: string }) {
  return <>{title.length > 120 ? `${title.slice(0, 120)}…` : title}</>;
}
