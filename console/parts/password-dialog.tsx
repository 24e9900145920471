// Another password for an account: the one before ends at once, or counts for some days as well.
import { t } from '../texts/texts.ts';
import { NumberField, withoutGaps } from './fields.tsx';
import { FormDialog } from './form-dialog.tsx';

const MOST_DAYS = 365;

/** @param onTake gets what the API takes */
export function PasswordDialog({ account, onClose, onTake }: { account: string; onClose: () => void; onTake: (wishes: object) => Promise<void> }) {
  return (
    <FormDialog title={t.accounts.newPassword} action={t.accounts.create} onClose={onClose} onSubmit={({ number }) => onTake(withoutGaps({ overlap_days: number('overlap_days') }))}>
      <p>{t.accounts.passwordLead(account)}</p>
      <NumberField name="overlap_days" label={t.accounts.overlap} most={MOST_DAYS} />
    </FormDialog>
  );
}
