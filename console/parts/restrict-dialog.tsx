// From where an account may be used, and whether a certificate is required beside all else.
import { useState } from 'preact/hooks';
import type { AccountResource } from '../../server/console/resources.ts';
import { inWords } from '../load.ts';
import { t } from '../texts/texts.ts';
import { Dialog } from './dialog.tsx';
import { CheckField, enteredIn, LinesField } from './fields.tsx';

/** @param onTake what it throws is told in the dialog */
export function RestrictDialog({ account, onClose, onTake }: { account: AccountResource; onClose: () => void; onTake: (wishes: object) => Promise<void> }) {
  const [problem, setProblem] = useState('');
  const hasCertificate = account.credentials.some(({ kind }) => kind === 'certificate');

  async function take(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setProblem('');
    const entered = enteredIn(event);
    try {
      await onTake({ networks: entered.words('networks') ?? [], certificate_required: entered.has('certificate_required') });
    } catch (error) {
      setProblem(inWords(error));
    }
  }

  return (
    <Dialog title={t.accounts.restrict} onClose={onClose}>
      <form onSubmit={(event) => void take(event)}>
        <LinesField name="networks" label={t.accounts.networks} value={account.networks?.join('\n')} hint={t.accounts.networksHint} />
        <CheckField name="certificate_required" label={t.accounts.requireCertificate} isChecked={account.certificate_required} {...(hasCertificate ? {} : { hint: t.accounts.noCertificate })} />
        <p class="problem-line" role="alert">
          {problem}
        </p>
        <button type="submit" class="main-button">
          {t.accounts.save}
        </button>
      </form>
    </Dialog>
  );
}
