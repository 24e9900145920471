// Texts of a configuration that a pattern can't tell.
import { isIpv4, isIpv6 } from '../stix/formats/addresses.ts';

/** An address, a network, or a word for several networks. */
export function isProxy(text: string): boolean {
  return text === 'loopback' || text === 'private' || isIpv4(text) || isIpv6(text);
}

/** The origin of an https URL, with or without the slash that stands for the empty path. */
export function isPublicUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.href === `${url.origin}/`;
}

/** Where a collector takes spans: with a path, as it takes other things elsewhere, and without credentials. */
export function isTracesUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return false;
  return url.pathname !== '/' && url.username === '' && url.password === '' && url.hash === '';
}

/** Where keys may be fetched from: nobody else can have a say in what comes from there. */
export function isKeysUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}
