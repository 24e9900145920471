// `Authorization: Bearer` (RFC 6750), or `Token` as some TAXII clients say: an API key, or a token of the OpenID provider.
import { parseApiKey } from '../../collections/accounts/api-key.ts';
import type { Presented } from '../../collections/accounts/authenticator.ts';
import { TokenRefused, type TokenVerifier } from '../openid.ts';
import { AdmissionStrategy, type Admit } from './admission.ts';

const CREDENTIALS = /^(?:Bearer|Token) +([A-Za-z0-9._~+/-]+=*) *$/i;

/** @param openId absent where there is no provider */
export function bearerStrategy(admit: Admit, openId: TokenVerifier | undefined): AdmissionStrategy {
  return new AdmissionStrategy(async (request) => {
    const [, token = ''] = CREDENTIALS.exec(request.headers.authorization ?? '') ?? [];
    const presented = await presentedBy(token, openId);
    return presented === 'expired' ? undefined : admit(request, presented);
  });
}

// A good token that is too old is no attempt at anything: its tool is told to get another one.
async function presentedBy(token: string, openId: TokenVerifier | undefined): Promise<Presented | 'expired'> {
  if (parseApiKey(token) !== undefined || openId === undefined) return { kind: 'api-key', key: token };
  try {
    return { kind: 'token', token: await openId.verify(token) };
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    return error.isExpired ? 'expired' : { kind: 'refused-token' };
  }
}
