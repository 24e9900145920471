// A part of the catalogue's page: the entries of one kind.
import type { ComponentChildren } from 'preact';
import type { EntryChange } from '../../server/console/resources.ts';
import { t } from '../texts/texts.ts';
import { Card, Heads, TableBox } from './elements.tsx';

/** A table of entries of one kind, with a button for another one. */
export function Section({ what, title, columns, onAdd, children }: { what: EntryChange['what']; title: string; columns: readonly string[]; onAdd: () => void; children: ComponentChildren }) {
  return (
    <div class="section">
      <Card title={title} wide>
        <TableBox label={title}>
          <table>
            <Heads columns={[...columns, t.accounts.change]} />
            <tbody>{children}</tbody>
          </table>
        </TableBox>
        <p class="list-foot">
          <button type="button" onClick={onAdd}>
            {t.catalogue.newOf[what]}
          </button>
        </p>
      </Card>
    </div>
  );
}

/** An entry by its title, and what it is known by. */
export function Named({ title, name }: { title: string; name: string }) {
  return (
    <th scope="row">
      {title}
      <span class="quiet under">{name}</span>
    </th>
  );
}

/** What can be done with an entry. */
export function Buttons({ title, onChange, onRemove }: { title: string; onChange: () => void; onRemove: () => void }) {
  return (
    <td>
      <span class="actions">
        <button type="button" aria-label={t.catalogue.changeOf(title)} onClick={onChange}>
          {t.accounts.change}
        </button>
        <button type="button" aria-label={t.catalogue.removeOf(title)} onClick={onRemove}>
          {t.catalogue.remove}
        </button>
      </span>
    </td>
  );
}
