// From where an account may be used, and whether a certificate is required beside all else.
import type { AccountResource } from '../../server/console/resources.ts';
import { t } from '../texts/texts.ts';
import { CheckField, LinesField, type Entered } from './fields.tsx';
import { FormDialog } from './form-dialog.tsx';

/** @param onTake gets what the API takes */
export function RestrictDialog({ account, onClose, onTake }: { account: AccountResource; onClose: () => void; onTake: (wishes: object) => Promise<void> }) {
  const hasCertificate = account.credentials.some(({ kind }) => kind === 'certificate');
  const take = ({ words, has }: Entered): Promise<void> => onTake({ networks: words('networks') ?? [], certificate_required: has('certificate_required') });
  return (
    <FormDialog title={t.accounts.restrict} action={t.accounts.save} onClose={onClose} onSubmit={take}>
      <LinesField name="networks" label={t.accounts.networks} value={account.networks?.join('\n')} hint={t.accounts.networksHint} />
      <CheckField name="certificate_required" label={t.accounts.requireCertificate} isChecked={account.certificate_required} {...(hasCertificate ? {} : { hint: t.accounts.noCertificate })} />
    </FormDialog>
  );
}
