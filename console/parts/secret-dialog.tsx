// Shows a secret, once, with configurations that have it in them.
import { useState } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import { configurationsFor } from '../texts/configurations.ts';
import { Dialog } from './dialog.tsx';
import { useGrantedCollections } from './granted-collections.ts';

/** What was just made. */
export interface Secret {
  readonly title: string;
  readonly account: string;
  /** The account's, by its name in the catalogue. */
  readonly agency: string | undefined;
  /** A password or an API key, which goes in a password's place. */
  readonly text: string;
}

/** When it is closed, nobody can see the secret again. */
export function SecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const [chosen, setChosen] = useState('');
  const [tool, setTool] = useState('');
  const collections = useGrantedCollections(secret.agency);
  const collection = collections.find(({ id }) => id === chosen) ?? collections[0];
  const access = { origin: location.origin, account: secret.account, secret: secret.text, collection };
  const configurations = configurationsFor(access);
  const shown = configurations.find(({ name }) => name === tool) ?? configurations[0];
  return (
    <Dialog title={secret.title} onClose={onClose}>
      <p>{t.accounts.once}</p>
      <pre class="lines" tabIndex={0} data-secret="">
        {secret.text}
      </pre>
      <h3>{t.accounts.configurations}</h3>
      <div class="compare">
        <label>
          {t.accounts.tool}
          <select value={shown?.name} onChange={(event) => setTool(event.currentTarget.value)}>
            {configurations.map(({ name }) => (
              <option value={name} key={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t.overview.collection}
          <select value={collection?.id} onChange={(event) => setChosen(event.currentTarget.value)}>
            {collections.map(({ id, title }) => (
              <option value={id} key={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <pre class="lines" tabIndex={0}>
        {shown?.text}
      </pre>
    </Dialog>
  );
}
