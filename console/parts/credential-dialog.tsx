// A new credential of an account, or another proof of one: what proves it, what it is limited to, and until when it counts.
import { useState } from 'preact/hooks';
import type { CollectionsResource, CredentialResource } from '../../server/console/resources.ts';
import { inWords, useResource } from '../load.ts';
import { t } from '../texts/texts.ts';
import { Dialog } from './dialog.tsx';
import { ChoiceField, enteredIn, NumberField, TextField, withoutGaps, type Entered } from './fields.tsx';

/** The kinds, in the order in which they are offered. */
const KINDS = ['api-key', 'certificate', 'openid', 'password'] as const;
type Kind = CredentialResource['kind'];

const MOST_DAYS = 3_650;

interface CredentialDialogProps {
  /** What is rotated; absent: it is a new one. */
  readonly rotated?: CredentialResource;
  onClose(): void;
  /** @param wishes as the API takes them; what it throws is told in the dialog */
  onTake(name: string, kind: Kind, wishes: object): Promise<void>;
}

/** The form. */
export function CredentialDialog({ rotated, onClose, onTake }: CredentialDialogProps) {
  const [kind, setKind] = useState<Kind>(rotated?.kind ?? 'api-key');
  const [problem, setProblem] = useState('');

  async function take(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setProblem('');
    const entered = enteredIn(event);
    try {
      await onTake(rotated?.name ?? entered.text('name') ?? '', kind, { ...(await proofIn(entered, kind)), ...(rotated === undefined ? limitsIn(entered, kind) : {}) });
    } catch (error) {
      setProblem(inWords(error));
    }
  }

  return (
    <Dialog title={rotated === undefined ? t.accounts.addCredential : t.accounts.rotateTitle(rotated.name)} onClose={onClose}>
      <form onSubmit={(event) => void take(event)}>
        {rotated === undefined && (
          <>
            <ChoiceField name="kind" label={t.accounts.kind} value={kind} choices={KINDS.map((each) => [each, t.accounts.kinds[each]])} onChoose={(value) => setKind(KINDS.find((each) => each === value) ?? 'api-key')} />
            <TextField name="name" label={t.accounts.keyName} isRequired />
          </>
        )}
        {kind === 'certificate' && <CertificateFields />}
        {kind === 'openid' && <OpenIdFields />}
        {rotated === undefined ? <LimitFields /> : <p>{t.accounts.rotateQuestion(rotated.name)}</p>}
        <p class="problem-line" role="alert">
          {problem}
        </p>
        <button type="submit" class="main-button">
          {rotated === undefined ? t.accounts.create : t.accounts.rotate}
        </button>
      </form>
    </Dialog>
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

function LimitFields() {
  const { value } = useResource<CollectionsResource>('/collections/');
  const collections = value?.collections ?? [];
  return (
    <>
      <ChoiceField name="collection" label={t.overview.collection} value="" choices={[['', t.accounts.allCollections], ...collections.map(({ id, title }) => [id, title] as const)]} />
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

function limitsIn({ text, number }: Entered, kind: Kind): object {
  const [collection, rights] = [text('collection'), text('rights')];
  return withoutGaps({ name: text('name'), kind, collections: collection === undefined ? undefined : [collection], rights: rights?.split(','), days: number('days') });
}
