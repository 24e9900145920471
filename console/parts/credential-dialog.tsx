// A new credential of an account, or another proof of one: what proves it, what it is limited to, and until when it counts.
import { useState } from 'preact/hooks';
import type { CredentialResource } from '../../server/console/resources.ts';
import { t } from '../texts/texts.ts';
import { ChecksField, ChoiceField, NumberField, TextField, withoutGaps, type Entered } from './fields.tsx';
import { FormDialog } from './form-dialog.tsx';
import { useGrantedCollections } from './granted-collections.ts';

/** The kinds, in the order in which they are offered. */
const KINDS = ['api-key', 'certificate', 'openid', 'password'] as const;
type Kind = CredentialResource['kind'];

const MOST_DAYS = 3_650;

interface CredentialDialogProps {
  /** What is rotated; absent: it is a new one. */
  readonly rotated?: CredentialResource;
  /** The account's, by its name in the catalogue. */
  readonly agency: string;
  onClose(): void;
  /** @param wishes as the API takes them */
  onTake(name: string, kind: Kind, wishes: object): Promise<void>;
}

/** The form. */
export function CredentialDialog({ rotated, agency, onClose, onTake }: CredentialDialogProps) {
  const [kind, setKind] = useState<Kind>(rotated?.kind ?? 'api-key');
  const isNew = rotated === undefined;
  const take = async (entered: Entered): Promise<void> => {
    const proof = await proofIn(entered, kind);
    await onTake(rotated?.name ?? entered.text('name') ?? '', kind, { ...proof, ...(isNew ? limitsIn(entered, kind) : rotationIn(entered)) });
  };
  return (
    <FormDialog title={isNew ? t.accounts.addCredential : t.accounts.rotateTitle(rotated.name)} action={isNew ? t.accounts.create : t.accounts.rotate} onClose={onClose} onSubmit={take}>
      {isNew && (
        <>
          <ChoiceField name="kind" label={t.accounts.kind} value={kind} choices={KINDS.map((each) => [each, t.accounts.kinds[each]])} onChoose={(value) => setKind(KINDS.find((each) => each === value) ?? 'api-key')} />
          <TextField name="name" label={t.accounts.keyName} isRequired />
        </>
      )}
      {kind === 'certificate' && <CertificateFields />}
      {kind === 'openid' && <OpenIdFields />}
      {isNew ? <LimitFields agency={agency} /> : <RotationFields rotated={rotated} />}
    </FormDialog>
  );
}

function CertificateFields() {
  return (
    <>
      <label>
        {t.accounts.certificateFile}
        <input type="file" name="certificate" accept=".pem,.crt,.cer" />
      </label>
      <TextField name="fingerprint" label={t.accounts.fingerprint} hint={t.accounts.fingerprintHint} />
      <TextField name="subject" label={t.accounts.subject} hint={t.accounts.subjectHint} />
    </>
  );
}

function OpenIdFields() {
  return (
    <>
      <TextField name="issuer" label={t.accounts.issuer} isRequired hint={t.accounts.issuerHint} />
      <TextField name="subject" label={t.accounts.claim} isRequired hint={t.accounts.claimHint} />
    </>
  );
}

function RotationFields({ rotated }: { rotated: CredentialResource }) {
  return (
    <>
      <p>{t.accounts.rotateLead(rotated.name)}</p>
      <NumberField name="overlap_days" label={t.accounts.overlap} value={1} most={MOST_DAYS} />
      <NumberField name="days" label={t.accounts.daysAnew} most={MOST_DAYS} />
    </>
  );
}

function LimitFields({ agency }: { agency: string }) {
  const collections = useGrantedCollections(agency);
  return (
    <>
      <ChecksField name="collections" legend={t.accounts.onlyIn} values={[]} choices={collections.map(({ id, title }) => [id, title])} />
      <ChoiceField name="rights" label={t.overview.rights} value="" choices={[['', t.accounts.allRights], ['read', t.rights.read], ['write', t.rights.write]]} />
      <NumberField name="days" label={t.accounts.days} most={MOST_DAYS} />
    </>
  );
}

async function proofIn(entered: Entered, kind: Kind): Promise<object> {
  if (kind === 'openid') return withoutGaps({ issuer: entered.text('issuer'), subject: entered.text('subject') });
  if (kind !== 'certificate') return {};
  return withoutGaps({ certificate: await entered.file('certificate')?.text(), fingerprint: entered.text('fingerprint'), subject: entered.text('subject') });
}

function limitsIn({ text, number, checked }: Entered, kind: Kind): object {
  const [collections, rights] = [checked('collections'), text('rights')];
  return withoutGaps({ name: text('name'), kind, collections: collections.length === 0 ? undefined : collections, rights: rights === undefined ? undefined : [rights], days: number('days') });
}

function rotationIn({ number }: Entered): object {
  return withoutGaps({ overlap_days: number('overlap_days') ?? 0, days: number('days') });
}
