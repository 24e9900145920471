// Accounts, for operators: who may sign in for which agency, and with what.
import { useState } from 'preact/hooks';
import type { AccountsResource, SecretResource } from '../../server/console/resources.ts';
import { send } from '../api.ts';
import { inWords, useResource } from '../load.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Badge, Page, TableBox, Waiting } from '../parts/elements.tsx';
import { CheckField } from '../parts/fields.tsx';
import { SecretDialog, type Secret } from '../parts/secret-dialog.tsx';
import { addressOf } from '../route.ts';
import { t } from '../texts/texts.ts';

/** The page. */
export function AccountsPage() {
  const loaded = useResource<AccountsResource>('/accounts/');
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<Secret>();
  return (
    <Page
      title={t.accounts.title}
      actions={
        <button type="button" class="main-button" onClick={() => setAdding(true)}>
          {t.accounts.add}
        </button>
      }
    >
      <p class="quiet">{t.accounts.lead}</p>
      <Waiting loaded={loaded}>
        {(resource) => (
          <>
            <List resource={resource} />
            {isAdding && (
              <AddDialog
                agencies={resource.agencies}
                onClose={() => setAdding(false)}
                onAdded={(added) => {
                  setAdding(false);
                  setSecret(added);
                  loaded.reload();
                }}
              />
            )}
          </>
        )}
      </Waiting>
      {secret !== undefined && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </Page>
  );
}

function List({ resource }: { resource: AccountsResource }) {
  const titles = new Map(resource.agencies.map(({ name, title }) => [name, title]));
  return (
    <TableBox label={t.accounts.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.accounts.account}</th>
            <th scope="col">{t.accounts.agency}</th>
            <th scope="col">{t.accounts.state}</th>
            <th scope="col">{t.accounts.credentials}</th>
          </tr>
        </thead>
        <tbody>
          {resource.accounts.map(({ name, agency, disabled, credentials }) => (
            <tr key={name}>
              <th scope="row">
                <a href={addressOf('accounts', name)}>{name}</a>
              </th>
              <td>{titles.get(agency) ?? agency}</td>
              <td>{disabled ? <Badge kind="warn">{t.accounts.disabled}</Badge> : <Badge kind="good">{t.accounts.enabled}</Badge>}</td>
              <td>{credentials.map((credential) => credential.name).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function AddDialog({ agencies, onClose, onAdded }: { agencies: AccountsResource['agencies']; onClose: () => void; onAdded: (secret: Secret | undefined) => void }) {
  const [problem, setProblem] = useState('');
  async function add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(form.get('name'));
    try {
      const isBare = form.has('without_password');
      const agency = String(form.get('agency'));
      const { secret } = await send<SecretResource>('POST', '/accounts/', { name, agency, without_password: isBare });
      onAdded(secret === undefined ? undefined : { title: t.accounts.passwordOf(name), account: name, agency, text: secret });
    } catch (error) {
      setProblem(inWords(error));
    }
  }
  return (
    <Dialog title={t.accounts.add} onClose={onClose}>
      <form onSubmit={add}>
        <label>
          {t.accounts.name}
          <input name="name" required maxLength={100} autocapitalize="none" spellcheck={false} autocomplete="off" />
        </label>
        <label>
          {t.accounts.agency}
          <select name="agency">
            {agencies.map(({ name, title }) => (
              <option value={name} key={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <CheckField name="without_password" label={t.accounts.withoutPassword} isChecked={false} />
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
