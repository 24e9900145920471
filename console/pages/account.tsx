// An account, for operators: what it can be used with, and changes of that.
import { useState } from 'preact/hooks';
import type { AccountResource, CredentialResource, SecretResource } from '../../server/console/resources.ts';
import { send } from '../api.ts';
import { inWords, useResource } from '../load.ts';
import { CredentialDialog } from '../parts/credential-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Badge, Card, Exactly, Heads, Page, TableBox, Waiting, When } from '../parts/elements.tsx';
import { PasswordDialog } from '../parts/password-dialog.tsx';
import { RestrictDialog } from '../parts/restrict-dialog.tsx';
import { SecretDialog, type Secret } from '../parts/secret-dialog.tsx';
import { t } from '../texts/texts.ts';

/** The id of the password that an account has itself: it isn't rotated, it gets another one. */
const OWN_PASSWORD = 'password';

/** What is asked, or entered, before something is done. */
type Pending =
  | { readonly kind: 'question'; readonly text: string; act(): Promise<void> }
  | { readonly kind: 'credential'; readonly rotated?: CredentialResource }
  | { readonly kind: 'restriction' }
  | { readonly kind: 'password' };

/** The page. */
export function AccountPage({ name }: { name: string }) {
  const path = `/accounts/${encodeURIComponent(name)}/`;
  const loaded = useResource<AccountResource>(path);
  const [secret, setSecret] = useState<Secret>();
  const [pending, setPending] = useState<Pending>();
  const [problem, setProblem] = useState('');

  async function act(method: 'POST' | 'PUT' | 'DELETE', at: string, body: object, title?: string): Promise<void> {
    const made = await send<SecretResource>(method, `${path}${at}`, body);
    setPending(undefined);
    if (made.secret !== undefined && title !== undefined) setSecret({ title, account: name, agency: loaded.value?.agency, text: made.secret });
    loaded.reload();
  }

  function ask(text: string, ...[method, at, body, title]: Parameters<typeof act>): void {
    setProblem('');
    setPending({ kind: 'question', text, act: () => act(method, at, body, title) });
  }

  async function agreed(question: Pending & { readonly kind: 'question' }): Promise<void> {
    try {
      await question.act();
    } catch (error) {
      setPending(undefined);
      setProblem(inWords(error));
    }
  }

  async function take(key: string, kind: CredentialResource['kind'], wishes: object): Promise<void> {
    const rotated = pending?.kind === 'credential' ? pending.rotated : undefined;
    await act('POST', rotated === undefined ? 'credentials/' : `credentials/${rotated.id}/rotation/`, wishes, titleOf(kind, key));
  }

  return (
    <Page title={name}>
      <p class="problem-line" role="alert">
        {problem}
      </p>
      <Waiting loaded={loaded}>
        {(account) => (
          <>
            <p class="facts">
              <span>{account.agency}</span>
              {account.disabled ? <Badge kind="warn">{t.accounts.disabled}</Badge> : <Badge kind="good">{t.accounts.enabled}</Badge>}
              <span>{account.networks === undefined ? t.accounts.anywhere : t.accounts.from(account.networks)}</span>
              {account.certificate_required && <span>{t.accounts.certificateRequired}</span>}
            </p>
            <p class="actions">
              <button type="button" onClick={() => ask(account.disabled ? t.accounts.enableQuestion(name) : t.accounts.disableQuestion(name), 'PUT', '', { disabled: !account.disabled })}>
                {account.disabled ? t.accounts.enable : t.accounts.disable}
              </button>
              <button type="button" onClick={() => setPending({ kind: 'restriction' })}>
                {t.accounts.restrict}
              </button>
              <button type="button" onClick={() => setPending({ kind: 'password' })}>
                {t.accounts.newPassword}
              </button>
              <button type="button" class="main-button" onClick={() => setPending({ kind: 'credential' })}>
                {t.accounts.addCredential}
              </button>
            </p>
            <Card title={t.accounts.credentials} wide>
              <Credentials
                account={account}
                onRotate={(rotated) => setPending({ kind: 'credential', rotated })}
                onRevoke={({ id, name: key }) => ask(t.accounts.revokeQuestion(key), 'DELETE', `credentials/${encodeURIComponent(id)}/`, {})}
                onRevokeOld={({ id, name: key }) => ask(t.accounts.revokeOldQuestion(key), 'DELETE', `credentials/${id}/previous/`, {})}
              />
            </Card>
            {pending?.kind === 'restriction' && <RestrictDialog account={account} onClose={() => setPending(undefined)} onTake={(wishes) => act('PUT', '', wishes)} />}
            {pending?.kind === 'password' && <PasswordDialog account={name} onClose={() => setPending(undefined)} onTake={(wishes) => act('POST', 'password/', wishes, t.accounts.passwordOf(name))} />}
            {pending?.kind === 'credential' && (
              <CredentialDialog {...(pending.rotated === undefined ? {} : { rotated: pending.rotated })} agency={account.agency} onClose={() => setPending(undefined)} onTake={take} />
            )}
          </>
        )}
      </Waiting>
      {pending?.kind === 'question' && (
        <Dialog title={t.accounts.sure} onClose={() => setPending(undefined)}>
          <p>{pending.text}</p>
          <p class="actions">
            <button type="button" class="main-button" onClick={() => void agreed(pending)}>
              {t.accounts.yes}
            </button>
            <button type="button" onClick={() => setPending(undefined)}>
              {t.cancel}
            </button>
          </p>
        </Dialog>
      )}
      {secret !== undefined && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </Page>
  );
}

function titleOf(kind: CredentialResource['kind'], name: string): string {
  return kind === 'password' ? t.accounts.passwordOf(name) : t.accounts.keyOf(name);
}

interface CredentialsProps {
  readonly account: AccountResource;
  onRotate(credential: CredentialResource): void;
  onRevoke(credential: CredentialResource): void;
  onRevokeOld(credential: CredentialResource): void;
}

function Credentials({ account, onRotate, onRevoke, onRevokeOld }: CredentialsProps) {
  if (account.credentials.length === 0) return <p>{t.accounts.noCredentials}</p>;
  return (
    <TableBox label={t.accounts.credentials}>
      <table>
        <Heads columns={[t.accounts.name, t.accounts.kind, t.accounts.limits, t.accounts.lastUsed, t.accounts.change]} />
        <tbody>
          {account.credentials.map((credential) => (
            <tr key={credential.id}>
              <th scope="row">
                {credential.name}
                {credential.matches !== undefined && <code class="quiet under">{credential.matches}</code>}
              </th>
              <td>{t.accounts.kinds[credential.kind]}</td>
              <td>
                {limitsText(credential)}
                {credential.expires_at !== undefined && (
                  <span class="quiet under">
                    {t.accounts.expires} <Exactly at={credential.expires_at} />
                  </span>
                )}
                {credential.old_until !== undefined && (
                  <span class="quiet under">
                    {t.accounts.oldUntil} <Exactly at={credential.old_until} />
                  </span>
                )}
              </td>
              <td>
                <When at={credential.last_used} />
              </td>
              <td>
                <span class="actions">
                  {credential.id !== OWN_PASSWORD && (
                    <button type="button" onClick={() => onRotate(credential)}>
                      {t.accounts.rotate}
                    </button>
                  )}
                  {credential.old_until !== undefined && (
                    <button type="button" onClick={() => onRevokeOld(credential)}>
                      {t.accounts.revokeOld}
                    </button>
                  )}
                  <button type="button" onClick={() => onRevoke(credential)}>
                    {t.accounts.revoke}
                  </button>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function limitsText({ scope }: CredentialResource): string {
  if (scope === undefined) return t.accounts.unlimited;
  const parts = [scope.rights?.join(', '), scope.collections === undefined ? undefined : t.accounts.inCollections(scope.collections.length)];
  return parts.filter((part) => part !== undefined).join(', ');
}
