// What changes of grants would do: who gains, or loses, sight of how much.
import type { PreviewResource, SharingResource } from '../../server/console/resources.ts';
import { numberText, t } from '../texts/texts.ts';
import { Dialog } from './dialog.tsx';
import { TableBox } from './elements.tsx';

/** Asks whether the changes come in force. */
export function PreviewDialog({ preview, sharing, onClose, onApply }: { preview: PreviewResource; sharing: SharingResource; onClose: () => void; onApply: () => void }) {
  const titles = new Map([
    ...sharing.subjects.filter(({ kind }) => kind === 'agency').map(({ name, title }) => [name, title] as const),
    ...sharing.collections.map(({ id, title }) => [id, title] as const),
  ]);
  return (
    <Dialog title={t.sharing.previewTitle} onClose={onClose}>
      <h3>{t.sharing.sights}</h3>
      {preview.sights.length === 0 ? (
        <p>{t.sharing.noSights}</p>
      ) : (
        <TableBox label={t.sharing.sights}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.sharing.agency}</th>
                <th scope="col">{t.sharing.difference}</th>
                <th scope="col">{t.overview.collection}</th>
                <th scope="col" class="number">
                  {t.sharing.before}
                </th>
                <th scope="col" class="number">
                  {t.sharing.after}
                </th>
              </tr>
            </thead>
            <tbody>
              {preview.sights.map(({ agency, collection, before, after }) => (
                <tr key={`${agency} ${collection}`}>
                  <th scope="row">{titles.get(agency) ?? agency}</th>
                  <td>{differenceText(before, after)}</td>
                  <td>{titles.get(collection) ?? collection}</td>
                  <td class="number">{numberText(before)}</td>
                  <td class="number">{numberText(after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <h3>{t.sharing.grants}</h3>
      <pre class="lines" tabIndex={0}>
        {preview.changes.join('\n')}
      </pre>
      <p class="actions">
        <button type="button" class="main-button" onClick={onApply}>
          {t.sharing.apply}
        </button>
        <button type="button" onClick={onClose}>
          {t.cancel}
        </button>
      </p>
    </Dialog>
  );
}

function differenceText(before: number, after: number): string {
  if (after === before) return t.sharing.same;
  return after > before ? t.sharing.gains(after - before) : t.sharing.loses(before - after);
}
