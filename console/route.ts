// Which page is shown, by the address; links change it without loading the console anew.
import { useEffect, useState } from 'preact/hooks';

const BASE = '/console';
const MOVED = 'moved';

/** The path and query of the page, without the console's own. */
export interface Place {
  readonly steps: readonly string[];
  readonly query: URLSearchParams;
}

/** The address of a page. */
export function addressOf(...steps: readonly string[]): string {
  return `${BASE}/${steps.map((step) => `${encodeURIComponent(step)}/`).join('')}`;
}

/** The page that is shown. */
export function usePlace(): Place {
  const [place, setPlace] = useState(currentPlace);
  useEffect(() => {
    const follow = (): void => setPlace(currentPlace());
    addEventListener('popstate', follow);
    addEventListener(MOVED, follow);
    return () => {
      removeEventListener('popstate', follow);
      removeEventListener(MOVED, follow);
    };
  }, []);
  return place;
}

/** Shows another page. @param isSame it takes the place of this one in the browser's history */
export function goTo(address: string, isSame = false): void {
  if (isSame) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  dispatchEvent(new Event(MOVED));
}

/** Follows links within the console; everything else is the browser's. */
export function followLink(event: MouseEvent): void {
  const link = (event.target as Element).closest('a');
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (link === null || !isPlain || event.defaultPrevented) return;
  const { origin, pathname, search } = new URL(link.href);
  const isOurs = origin === location.origin && pathname.startsWith(`${BASE}/`) && !pathname.startsWith(`${BASE}/api/`);
  if (!isOurs || link.hasAttribute('download') || link.hash !== '') return;
  event.preventDefault();
  goTo(pathname + search);
  scrollTo(0, 0);
}

function currentPlace(): Place {
  const path = location.pathname.slice(BASE.length);
  return { steps: path.split('/').filter((step) => step !== '').map(decoded), query: new URLSearchParams(location.search) };
}

// Anybody can type an address.
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
