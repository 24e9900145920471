// An account, for operators: what it can be used with, and changes of that.
import { useState } from 'preact/hooks';
import type { AccountResource, CollectionsResource, CredentialResource, SecretResource } from '../../server/console/resources.ts';
import { send } from '../api.ts';
import { inWords, useResource } from '../load.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Badge, Card, Exactly, Page, TableBox, Waiting, When } from '../parts/elements.tsx';
import { SecretDialog, type Secret } from '../parts/secret-dialog.tsx';
import { t } from '../texts/texts.ts';

/** The page. */
export function AccountPage({ name }: { name: string }) {
  const path = `/accounts/${encodeURIComponent(name)}/`;
  const loaded = useResource<AccountResource>(path);
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<Secret>();
  const [asked, setAsked] = useState<{ readonly question: string; act(): Promise<void> }>();
  const [problem, setProblem] = useState('');

  async function act(method: 'POST' | 'PUT' | 'DELETE', at: string, body: object, title?: string): Promise<void> {
    setProblem('');
    setAsked(undefined);
    try {
      const made = await send<SecretResource>(method, `${path}${at}`, body);
      if (made.secret !== undefined && title !== undefined) setSecret({ title, account: name, text: made.secret });
      loaded.reload();
    } catch (error) {
      setProblem(inWords(error));
    }
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
              <button type="button" onClick={() => setAsked({ question: account.disabled ? t.accounts.enableQuestion(name) : t.accounts.disableQuestion(name), act: () => act('PUT', '', { disabled: !account.disabled }) })}>
                {account.disabled ? t.accounts.enable : t.accounts.disable}
              </button>
              <button type="button" onClick={() => setAsked({ question: t.accounts.passwordQuestion(name), act: () => act('POST', 'password/', {}, t.accounts.passwordOf(name)) })}>
                {t.accounts.newPassword}
              </button>
              <button type="button" class="main-button" onClick={() => setAdding(true)}>
                {t.accounts.addKey}
              </button>
            </p>
            <Card title={t.accounts.credentials} wide>
              <Credentials
                account={account}
                onRotate={({ id, name: key }) => setAsked({ question: t.accounts.rotateQuestion(key), act: () => act('POST', `credentials/${id}/rotation/`, {}, t.accounts.keyOf(key)) })}
                onRevoke={({ id, name: key }) => setAsked({ question: t.accounts.revokeQuestion(key), act: () => act('DELETE', `credentials/${encodeURIComponent(id)}/`, {}) })}
              />
            </Card>
          </>
        )}
      </Waiting>
      {isAdding && (
        <KeyDialog
          onClose={() => setAdding(false)}
          onAdd={(wishes) => {
            setAdding(false);
            void act('POST', 'credentials/', wishes, t.accounts.keyOf(wishes.name));
          }}
        />
      )}
      {asked !== undefined && (
        <Dialog title={t.accounts.sure} onClose={() => setAsked(undefined)}>
          <p>{asked.question}</p>
          <p class="actions">
            <button type="button" class="main-button" onClick={() => void asked.act()}>
              {t.accounts.yes}
            </button>
            <button type="button" onClick={() => setAsked(undefined)}>
              {t.cancel}
            </button>
          </p>
        </Dialog>
      )}
      {secret !== undefined && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </Page>
  );
}

function Credentials({ account, onRotate, onRevoke }: { account: AccountResource; onRotate: (credential: CredentialResource) => void; onRevoke: (credential: CredentialResource) => void }) {
  if (account.credentials.length === 0) return <p>{t.accounts.noCredentials}</p>;
  return (
    <TableBox label={t.accounts.credentials}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.accounts.name}</th>
            <th scope="col">{t.accounts.kind}</th>
            <th scope="col">{t.accounts.limits}</th>
            <th scope="col">{t.accounts.lastUsed}</th>
            <th scope="col">{t.accounts.change}</th>
          </tr>
        </thead>
        <tbody>
          {account.credentials.map((credential) => (
            <tr key={credential.id}>
              <th scope="row">{credential.name}</th>
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
              <td class="actions">
                {credential.kind === 'api-key' && (
                  <button type="button" onClick={() => onRotate(credential)}>
                    {t.accounts.rotate}
                  </button>
                )}
                <button type="button" onClick={() => onRevoke(credential)}>
                  {t.accounts.revoke}
                </button>
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

interface Wishes {
  readonly name: string;
  readonly collections?: readonly string[];
  readonly rights?: readonly string[];
  readonly days?: number;
}

function KeyDialog({ onClose, onAdd }: { onClose: () => void; onAdd: (wishes: Wishes) => void }) {
  const { value } = useResource<CollectionsResource>('/collections/');
  function add(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [collection, rights, days] = ['collection', 'rights', 'days'].map((name) => String(form.get(name)));
    onAdd({
      name: String(form.get('name')),
      ...(collection === '' || collection === undefined ? {} : { collections: [collection] }),
      ...(rights === '' || rights === undefined ? {} : { rights: rights.split(',') }),
      ...(days === '' || days === undefined ? {} : { days: Number(days) }),
    });
  }
  return (
    <Dialog title={t.accounts.addKey} onClose={onClose}>
      <form onSubmit={add}>
        <label>
          {t.accounts.keyName}
          <input name="name" required maxLength={100} autocapitalize="none" spellcheck={false} autocomplete="off" />
        </label>
        <label>
          {t.overview.collection}
          <select name="collection">
            <option value="">{t.accounts.allCollections}</option>
            {value?.collections.map(({ id, title }) => (
              <option value={id} key={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t.overview.rights}
          <select name="rights">
            <option value="">{t.accounts.allRights}</option>
            <option value="read">{t.rights.read}</option>
            <option value="write">{t.rights.write}</option>
          </select>
        </label>
        <label>
          {t.accounts.days}
          <input name="days" type="number" min={1} max={3650} />
        </label>
        <button type="submit" class="main-button">
          {t.accounts.create}
        </button>
      </form>
    </Dialog>
  );
}
