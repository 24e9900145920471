// Changes the grant of an agency or group in a collection; noted only, nothing is sent.
import type { GrantChange } from '../../server/console/resources.ts';
import type { GrantPlace } from '../pages/sharing.tsx';
import { t, tlpText } from '../texts/texts.ts';
import { Dialog } from './dialog.tsx';
import { LEVELS } from './fields.tsx';

/** @param change what was noted before */
export function GrantDialog({ place, change, onClose, onTake }: { place: GrantPlace; change: GrantChange | undefined; onClose: () => void; onTake: (change: GrantChange) => void }) {
  const { subject, collection, cell } = place;
  const grant = change ?? cell?.grant ?? { rights: [] };

  function take(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const rights = (['read', 'write'] as const).filter((right) => form.has(right));
    const clearance = LEVELS.find((level) => level === form.get('clearance'));
    onTake({ kind: subject.kind, subject: subject.name, collection: collection.id, rights, ...(clearance === undefined ? {} : { clearance }) });
  }

  return (
    <Dialog title={t.sharing.edit} onClose={onClose}>
      <p>{t.sharing.editLead(subject.title, collection.title)}</p>
      {cell?.through !== undefined && <p class="quiet">{t.sharing.throughNote(cell.through)}</p>}
      <form onSubmit={take}>
        <label class="check">
          <input type="checkbox" name="read" defaultChecked={grant.rights.includes('read')} />
          {t.rights.read}
        </label>
        <label class="check">
          <input type="checkbox" name="write" defaultChecked={grant.rights.includes('write')} disabled={collection.is_aggregate} />
          {t.rights.write}
        </label>
        <label>
          {t.overview.clearance}
          <select name="clearance">
            <option value="" selected={grant.clearance === undefined}>
              {t.sharing.byDefault}
            </option>
            {LEVELS.map((level) => (
              <option value={level} key={level} selected={grant.clearance === level}>
                {tlpText(level)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="main-button">
          {t.sharing.take}
        </button>
      </form>
    </Dialog>
  );
}
