// Signing in.
import { useState } from 'preact/hooks';
import type { SessionResource } from '../../server/console/resources.ts';
import { signIn } from '../api.ts';
import { inWords } from '../load.ts';
import { Page } from '../parts/elements.tsx';
import { t } from '../texts/texts.ts';

/** Asks for account and password. */
export function SignInPage({ wasIn, problem, onSignedIn }: { wasIn: boolean; problem: string | undefined; onSignedIn: (session: SessionResource) => void }) {
  const [refusal, setRefusal] = useState(problem);
  const [isBusy, setBusy] = useState(false);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      onSignedIn(await signIn(String(form.get('account')), String(form.get('password'))));
    } catch (error) {
      setRefusal(inWords(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <main class="sign-in">
      <p class="brand">{t.product}</p>
      <Page title={t.signIn.title}>
        <p class="quiet">{wasIn && refusal === undefined ? t.signIn.ended : t.signIn.lead}</p>
        <form onSubmit={submit}>
          <label>
            {t.signIn.account}
            <input name="account" autocomplete="username" required autocapitalize="none" spellcheck={false} />
          </label>
          <label>
            {t.signIn.password}
            <input name="password" type="password" autocomplete="current-password" required />
          </label>
          <p class="problem-line" role="alert">
            {refusal}
          </p>
          <button type="submit" class="main-button" disabled={isBusy}>
            {t.signIn.submit}
          </button>
        </form>
      </Page>
    </main>
  );
}
