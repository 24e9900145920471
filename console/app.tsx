// The whole of the console: who is signed in, the menu, and the page that the address names.
import type { ComponentChild } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { CollectionsResource, SessionResource } from '../server/console/resources.ts';
import { currentSession, signOut, whenSignedOut } from './api.ts';
import { inWords, useResource } from './load.ts';
import { AccountPage } from './pages/account.tsx';
import { AccountsPage } from './pages/accounts.tsx';
import { AuditPage } from './pages/audit.tsx';
import { CataloguePage } from './pages/catalogue.tsx';
import { CollectionPage } from './pages/collection.tsx';
import { ObjectPage } from './pages/object.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { PublicationPage } from './pages/publication.tsx';
import { PublicationsPage } from './pages/publications.tsx';
import { SharingPage } from './pages/sharing.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { addressOf, followLink, usePlace, type Place } from './route.ts';
import { t } from './texts/texts.ts';

type Signed = { readonly session?: SessionResource; readonly wasIn: boolean; readonly problem?: string } | 'unknown';

/** The application. */
export function App() {
  const [signed, setSigned] = useState<Signed>('unknown');
  useEffect(() => {
    whenSignedOut(() => setSigned((before) => ({ wasIn: before !== 'unknown' && before.session !== undefined })));
    currentSession().then(
      (session) => setSigned(session === undefined ? { wasIn: false } : { session, wasIn: true }),
      (error: unknown) => setSigned({ wasIn: false, problem: inWords(error) }),
    );
    document.addEventListener('click', followLink);
    return () => document.removeEventListener('click', followLink);
  }, []);
  const leave = useCallback(() => {
    signOut().then(() => setSigned({ wasIn: false }), (error: unknown) => setSigned({ wasIn: false, problem: inWords(error) }));
  }, []);
  if (signed === 'unknown') return <p class="quiet start">{t.loading}</p>;
  if (signed.session === undefined) {
    return <SignInPage wasIn={signed.wasIn} problem={signed.problem} onSignedIn={(session) => setSigned({ session, wasIn: true })} />;
  }
  return <Frame session={signed.session} onLeave={leave} />;
}

function Frame({ session, onLeave }: { session: SessionResource; onLeave: () => void }) {
  const place = usePlace();
  const main = useRef<HTMLElement>(null);
  const address = place.steps.join('/');
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [address]);
  return (
    <>
      <a class="skip" href="#main">
        {t.skip}
      </a>
      <header>
        <a class="brand" href={addressOf()}>
          {t.product}
        </a>
        <Menu session={session} place={place} />
        <div class="who">
          <span title={t.kinds[session.agency.kind]}>{t.menu.signedInAs(session.account, session.agency.title)}</span>
          <button type="button" class="quiet-button" onClick={onLeave}>
            {t.menu.signOut}
          </button>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {pageAt(place, session)}
      </main>
    </>
  );
}

function Menu({ session, place }: { session: SessionResource; place: Place }) {
  const [first = ''] = place.steps;
  const entries: [step: string, text: string][] = [
    ['', t.menu.overview],
    ['sharing', t.menu.sharing],
    ['publications', t.menu.publications],
    ...(session.is_operator ? ([['catalogue', t.menu.catalogue], ['accounts', t.menu.accounts], ['audit', t.menu.audit]] as [string, string][]) : []),
  ];
  return (
    <nav aria-label={t.menu.label}>
      <ul>
        {entries.map(([step, text]) => (
          <li key={step}>
            <a href={step === '' ? addressOf() : addressOf(step)} {...(step === first ? { 'aria-current': 'page' as const } : {})}>
              {text}
            </a>
          </li>
        ))}
      </ul>
      <CollectionLinks place={place} />
    </nav>
  );
}

function CollectionLinks({ place }: { place: Place }) {
  const { value } = useResource<CollectionsResource>('/collections/');
  if (value === undefined || value.collections.length === 0) return null;
  return (
    <>
      <p class="menu-heading" id="collections-heading">
        {t.menu.collections}
      </p>
      <ul class="collection-links" aria-labelledby="collections-heading">
        {value.collections.map(({ id, title }) => (
          <li key={id}>
            <a href={addressOf('collections', id)} {...(place.steps[1] === id ? { 'aria-current': 'page' as const } : {})}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function pageAt({ steps, query }: Place, session: SessionResource): ComponentChild {
  const [first, second, third, fourth] = steps;
  switch (first) {
    case undefined:
      return <OverviewPage session={session} />;
    case 'sharing':
      return <SharingPage session={session} />;
    case 'publications':
      if (second === undefined) return <PublicationsPage session={session} into={query.get('into') ?? undefined} />;
      return <PublicationPage key={second} id={second} />;
    case 'accounts':
      if (!session.is_operator) return <p>{t.notFound}</p>;
      return second === undefined ? <AccountsPage /> : <AccountPage key={second} name={second} />;
    case 'catalogue':
      return session.is_operator ? <CataloguePage /> : <p>{t.notFound}</p>;
    case 'audit':
      return session.is_operator ? <AuditPage /> : <p>{t.notFound}</p>;
    case 'collections':
      if (second !== undefined && third === undefined) return <CollectionPage key={second} id={second} query={query} />;
      if (second !== undefined && third === 'objects' && fourth !== undefined) {
        return <ObjectPage key={`${second} ${fourth}`} collection={second} id={fourth} session={session} />;
      }
      return <p>{t.notFound}</p>;
    default:
      return <p>{t.notFound}</p>;
  }
}
