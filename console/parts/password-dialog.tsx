// Another password for an account: the one before ends at once, or counts for some days as well.
import { useState } from 'preact/hooks';
import { inWords } from '../load.ts';
import { t } from '../texts/texts.ts';
import { Dialog } from './dialog.tsx';
import { enteredIn, NumberField, withoutGaps } from './fields.tsx';

const MOST_DAYS = 365;

/** @param onTake what it throws is told in the dialog */
export function PasswordDialog({ account, onClose, onTake }: { account: string; onClose: () => void; onTake: (wishes: object) => Promise<void> }) {
  const [problem, setProblem] = useState('');
  async function take(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    try {
      await onTake(withoutGaps({ overlap_days: enteredIn(event).number('overlap_days') }));
    } catch (error) {
      setProblem(inWords(error));
    }
  }
  return (
    <Dialog title={t.accounts.newPassword} onClose={onClose}>
      <form onSubmit={(event) => void take(event)}>
        <p>{t.accounts.passwordLead(account)}</p>
        <NumberField name="overlap_days" label={t.accounts.overlap} most={MOST_DAYS} />
        <p class="problem-line" role="alert">
          {problem}
        </p>
        <button type="submit" class="main-button">
          {t.accounts.create}
        </button>
      </form>
    </Dialog>
  );
}
