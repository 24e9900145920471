// A store that tells how long each of its methods took.
import type { ExchangeObserver } from '../observer.ts';
import type { Store } from './port.ts';

type Method = (...parameters: unknown[]) => Promise<unknown>;

/** The same store; `stored` is told of every call. */
export function observedStore(store: Store, { stored }: Pick<Required<ExchangeObserver>, 'stored'>): Store {
  async function timed(operation: string, call: () => Promise<unknown>): Promise<unknown> {
    const started = performance.now();
    let hasFailed = true;
    try {
      const value = await call();
      hasFailed = false;
      return value;
    } finally {
      stored(operation, (performance.now() - started) / 1_000, hasFailed);
    }
  }

  function observed<Part extends object>(name: string, part: Part): Part {
    const methods = Object.entries(part).map(([method, call]: [string, Method]) => {
      const operation = `${name}.${method}`;
      return [method, (...parameters: unknown[]) => timed(operation, () => call(...parameters))];
    });
    return Object.fromEntries(methods) as Part;
  }

  return {
    objects: observed('objects', store.objects),
    publications: observed('publications', store.publications),
    catalogue: observed('catalogue', store.catalogue),
    accounts: observed('accounts', store.accounts),
    holds: observed('holds', store.holds),
    audit: observed('audit', store.audit),
    consumers: observed('consumers', store.consumers),
    writer: observed('writer', store.writer),
    signingKey: store.signingKey,
    ...(store.mark === undefined ? {} : { mark: store.mark }),
    ready: () => timed('ready', () => store.ready()) as Promise<void>,
    close: () => store.close(),
  };
}
