// Accounts, for operators: who may sign in for which agency, and with what.
import { useState } from 'preact/hooks';
import type { AccountsResource, SecretResource } from '../../server/console/resources.ts';
import { send } from '../api.ts';
import { useResource } from '../load.ts';
import { Badge, Heads, Page, TableBox, Waiting } from '../parts/elements.tsx';
import { CheckField, ChoiceField, TextField, type Entered } from '../parts/fields.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
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
        <Heads columns={[t.accounts.account, t.accounts.agency, t.accounts.state, t.accounts.credentials]} />
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
  async function add({ text, has }: Entered): Promise<void> {
    const [name = '', agency = ''] = [text('name'), text('agency')];
    const { secret } = await send<SecretResource>('POST', '/accounts/', { name, agency, without_password: has('without_password') });
    onAdded(secret === undefined ? undefined : { title: t.accounts.passwordOf(name), account: name, agency, text: secret });
  }
  return (
    <FormDialog title={t.accounts.add} action={t.accounts.create} onClose={onClose} onSubmit={add}>
      <TextField name="name" label={t.accounts.name} isRequired />
      <ChoiceField name="agency" label={t.accounts.agency} choices={agencies.map(({ name, title }) => [name, title])} />
      <CheckField name="without_password" label={t.accounts.withoutPassword} isChecked={false} />
    </FormDialog>
  );
}
