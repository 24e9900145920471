// From the configuration to what requests may present beside passwords.
import type { Log } from '../collections/publishing/log.ts';
import type { Configuration, OpenIdSection } from '../schemas/configuration/configuration.ts';
import { createTokenVerifier, readKeys, type OpenIdSettings } from '../server/openid.ts';
import type { ServerSettings } from '../server/settings.ts';
import type { EffectiveConfiguration } from './configuration.ts';
import { CommandFailure } from './failure.ts';

/** What a server knows of headers and tokens. */
export function credentialSettingsOf(
  { credentials, openid }: Configuration,
  log: Log,
): Pick<ServerSettings, 'apiKeyHeader' | 'clientCertificateHeader' | 'openId'> {
  const { api_key_header: apiKeyHeader, client_certificate_header: clientCertificateHeader } = credentials;
  const provider = providerOf(openid);
  return {
    apiKeyHeader,
    ...(clientCertificateHeader === undefined ? {} : { clientCertificateHeader }),
    ...(provider === undefined ? {} : { openId: createTokenVerifier(provider, log) }),
  };
}

/**
 * Looks whether the file with the provider's keys, if there is one, holds keys.
 * @throws {CommandFailure}
 */
export async function checkKeysFile({ configuration, nameGiven }: EffectiveConfiguration): Promise<void> {
  const { jwks_file: file } = configuration.openid;
  if (file === undefined) return;
  try {
    await readKeys(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code?.startsWith('E') && !code.startsWith('ERR_') ? `can't be read (${code})` : `holds no JSON Web Key Set (${message})`;
    throw new CommandFailure(`${file}, which ${nameGiven('openid.jwks_file')} names, ${reason}.`, { cause: error });
  }
}

function providerOf(section: OpenIdSection): OpenIdSettings | undefined {
  const { issuer, audience, jwks_url: url, jwks_file: file, account_claim: accountClaim, agency_claim: agencyClaim } = section;
  if (issuer === undefined || audience === undefined) return undefined;
  const keys = url === undefined ? { file: file ?? '' } : { url: new URL(url) };
  return { issuer, audience, keys, accountClaim, ...(agencyClaim === undefined ? {} : { agencyClaim }) };
}
