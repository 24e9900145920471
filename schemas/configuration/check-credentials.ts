// What is wrong with the settings about credentials together.
import type { Configuration, OpenIdSection } from './configuration.ts';
import type { ConfigurationFault } from './fault.ts';

/** Headers that say something else already. */
const TAKEN = new Set(
  'accept authorization content-length content-type cookie forwarded host x-forwarded-for x-forwarded-host x-forwarded-proto'.split(' '),
);

/** Whichever source each of them is from. */
export function checkCredentials({ credentials, openid, listen }: Configuration): ConfigurationFault[] {
  const { api_key_header: key, client_certificate_header: certificate } = credentials;
  const faults: ConfigurationFault[] = [];
  for (const [name, header] of Object.entries(credentials)) {
    if (!TAKEN.has(String(header).toLowerCase())) continue;
    faults.push({ path: ['credentials', name], message: `must be a header of its own, and ${header} says something else already` });
  }
  const path = ['credentials', 'client_certificate_header'];
  if (certificate?.toLowerCase() === key.toLowerCase()) {
    faults.push({ path, message: `must be another header than api_key_header, ${key}` });
  }
  if (certificate !== undefined && listen.trusted_proxies.length === 0) {
    const message = 'is of no use alone: it is believed from trusted proxies only; name them with --trusted-proxy, or listen.trusted_proxies in the configuration file';
    faults.push({ path, message });
  }
  return [...faults, ...checkOpenId(openid)];
}

function checkOpenId(openid: OpenIdSection): ConfigurationFault[] {
  const { issuer, audience, jwks_url: url, jwks_file: file, agency_claim: agencyClaim } = openid;
  const given = Object.entries({ issuer, audience, jwks_url: url, jwks_file: file, agency_claim: agencyClaim }).find(([, value]) => value !== undefined);
  if (given === undefined) return [];
  const [name] = given;
  const fault = (key: string, message: string): ConfigurationFault => ({ path: ['openid', key], message });
  const faults: ConfigurationFault[] = [];
  if (issuer === undefined) faults.push(fault(name, 'is of no use without issuer, which says whose tokens are taken'));
  if (audience === undefined) faults.push(fault(name, 'is of no use without audience: tokens that are meant for others must not be taken'));
  if (url === undefined && file === undefined) faults.push(fault(name, 'is of no use without jwks_url or jwks_file, where the keys are'));
  if (url !== undefined && file !== undefined) faults.push(fault('jwks_file', 'must not be there beside jwks_url: the keys are in one place'));
  return faults;
}
