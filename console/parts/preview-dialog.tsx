// What a change of the catalogue would do: who gains, or loses, sight of how much, and what goes.
import { useState } from 'preact/hooks';
import type { PreviewResource } from '../../server/console/resources.ts';
import { numberText, t } from '../texts/texts.ts';
import { Dialog } from './dialog.tsx';
import { Heads, TableBox } from './elements.tsx';

interface PreviewDialogProps {
  readonly preview: PreviewResource;
  /** Of agencies, by name, and collections, by id. */
  readonly titles: ReadonlyMap<string, string>;
  /** Over the changes in words. */
  readonly heading: string;
  onClose(): void;
  /** @param removesObjects collections take their objects with them */
  onApply(removesObjects: boolean): void;
}

/** Asks whether the changes come in force. */
export function PreviewDialog({ preview, titles, heading, onClose, onApply }: PreviewDialogProps) {
  const [isAgreed, setAgreed] = useState(false);
  const lost = preview.going.filter(({ versions }) => versions > 0);
  return (
    <Dialog title={t.sharing.previewTitle} onClose={onClose}>
      <h3>{t.sharing.sights}</h3>
      {preview.sights.length === 0 ? <p>{t.sharing.noSights}</p> : <Sights sights={preview.sights} titles={titles} />}
      {preview.accounts.length > 0 && <p class="problem">{t.catalogue.accountsGoing(preview.accounts)}</p>}
      {lost.length > 0 && (
        <div class="problem">
          {lost.map(({ collection, title, versions }) => (
            <p key={collection}>{t.catalogue.objectsGoing(title, versions)}</p>
          ))}
          <label class="check">
            <input type="checkbox" checked={isAgreed} onChange={(event) => setAgreed(event.currentTarget.checked)} />
            {t.catalogue.removeObjects}
          </label>
        </div>
      )}
      <h3>{heading}</h3>
      <pre class="lines" tabIndex={0}>
        {preview.changes.length === 0 ? t.catalogue.noChange : preview.changes.join('\n')}
      </pre>
      <p class="actions">
        <button type="button" class="main-button" disabled={preview.changes.length === 0 || (lost.length > 0 && !isAgreed)} onClick={() => onApply(isAgreed)}>
          {t.sharing.apply}
        </button>
        <button type="button" onClick={onClose}>
          {t.cancel}
        </button>
      </p>
    </Dialog>
  );
}

function Sights({ sights, titles }: { sights: PreviewResource['sights']; titles: ReadonlyMap<string, string> }) {
  return (
    <TableBox label={t.sharing.sights}>
      <table>
        <Heads columns={[t.sharing.agency, t.sharing.difference, t.overview.collection]} numbers={[t.sharing.before, t.sharing.after]} />
        <tbody>
          {sights.map(({ agency, collection, before, after }) => (
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
  );
}

function differenceText(before: number, after: number): string {
  if (after === before) return t.sharing.same;
  return after > before ? t.sharing.gains(after - before) : t.sharing.loses(before - after);
}
