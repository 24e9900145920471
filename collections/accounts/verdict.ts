// Whether an account lets somebody in who has proven one of its credentials.
import type { Credential } from './credential.ts';
import type { Found } from './finder.ts';
import { networksOf } from './networks.ts';

/** Why somebody with the right credentials is refused all the same; for the operator, in a clause. */
export type Refusal =
  | 'the account is disabled'
  | 'the account may not be used from there'
  | 'a certificate of the account is required beside it'
  | 'a password or key is required beside the certificate';

/**
 * @param certificate the account's credential that is the client certificate of the request, if there is one
 * @param address as `plainAddress` spells it
 */
export function refusalOf({ account, credential }: Found, certificate: Credential | undefined, address: string): Refusal | undefined {
  const { disabled, networks, certificateRequired } = account;
  if (disabled) return 'the account is disabled';
  if (networks !== undefined && !networksOf(networks).has(address)) return 'the account may not be used from there';
  if (certificateRequired !== true) return undefined;
  if (credential.kind === 'certificate') return 'a password or key is required beside the certificate';
  return certificate === undefined ? 'a certificate of the account is required beside it' : undefined;
}
