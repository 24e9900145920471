// What the server was told at its start: parsed once, frozen, handed down.
import type { Negotiation } from './media-types.ts';
import type { PublishingLimits } from './steps/limit-publications.ts';
import type { TokenVerifier } from './openid.ts';

/** Settings of the HTTP side. */
export interface ServerSettings {
  /** Where clients reach this server: `https://host[:port]`. Absent: where their request says, if it came by HTTPS. */
  readonly publicUrl?: string;
  readonly negotiation: Negotiation;
  /** Whether there is a console; there is when left out. */
  readonly console?: boolean;
  /** The header that may carry an API key, such as `X-API-Key`; absent: none. */
  readonly apiKeyHeader?: string;
  /** The header in which trusted proxies say which certificate a client showed them; absent: none. */
  readonly clientCertificateHeader?: string;
  /** What is published at the same time; without limits when left out. */
  readonly publishing?: PublishingLimits;
  /** Whose tokens are taken; absent: nobody's. */
  readonly openId?: TokenVerifier;
}
