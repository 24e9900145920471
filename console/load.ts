// A resource of the server in a page: being loaded, there, or refused.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, Refused } from './api.ts';
import { t } from './texts/texts.ts';

/** How far the loading is. */
export interface Loaded<Resource> {
  /** What was loaded last, even while it is loaded again. */
  readonly value?: Resource;
  /** What went wrong, for people. */
  readonly problem?: string;
  readonly isLoading: boolean;
  reload(): void;
}

/** Loads the resource of that path, and anew when the path changes. */
export function useResource<Resource>(path: string | undefined): Loaded<Resource> {
  const [state, setState] = useState<{ path?: string | undefined; value?: Resource; problem?: string }>({});
  const [round, setRound] = useState(0);
  const wanted = useRef(path);
  wanted.current = path;
  useEffect(() => {
    if (path === undefined) return;
    get<Resource>(path).then(
      (value) => wanted.current === path && setState({ path, value }),
      (error: unknown) => wanted.current === path && setState({ path, problem: inWords(error) }),
    );
  }, [path, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const isCurrent = state.path === path;
  return { ...(isCurrent ? state : {}), isLoading: path !== undefined && !isCurrent, reload };
}

/** An error in words for people. */
export function inWords(error: unknown): string {
  return error instanceof Refused && error.message !== '' ? error.message : t.unreachable;
}
