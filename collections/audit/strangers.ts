// Denials of whoever wasn't let in. Anybody can cause any number of different ones, from made-up names if nothing else, and
// each would be an entry in a log that nobody may shorten: beyond a few they are told together.
import { hostOf } from '../accounts/networks.ts';
import type { Denial } from './recorder.ts';

/** Different ones that are told in a minute: of one host, and of all. */
const MOST_OF_HOST = 20;
const MOST = 200;
/** Milliseconds. */
const WINDOW = 60_000;

/**
 * Makes a function that gives a denial as it may be told: as it is; beyond a host's number without the account, as that of
 * the host; beyond that of all by its reason alone. Denials of agencies stay as they are.
 * @param clock milliseconds, from wherever
 */
export function tellStrangers(clock: () => number = () => performance.now()): (denial: Denial) => Denial {
  const told = new Map<string, number>();
  let total = 0;
  let since = clock();
  return (denial) => {
    const { agency, address, reason } = denial;
    if (agency !== undefined || address === undefined) return denial;
    if (clock() - since > WINDOW) {
      [total, since] = [0, clock()];
      told.clear();
    }
    const host = hostOf(address);
    const ofHost = told.get(host) ?? 0;
    if (ofHost >= MOST_OF_HOST) return { reason, address: host.includes(':') ? `${host}::/64` : host };
    if (total >= MOST) return { reason };
    told.set(host, ofHost + 1);
    total += 1;
    return denial;
  };
}
