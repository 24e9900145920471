// The configuration in types: what configuration.schema.json describes, as a file says it and with every default.

/** What a server is run with. Frozen. */
export interface Configuration {
  readonly listen: ListenSection;
  readonly tls: TlsSection;
  readonly credentials: CredentialsSection;
  readonly openid: OpenIdSection;
  readonly store: StoreSection;
  readonly audit: { readonly keep_days?: number };
  readonly taxii: { readonly strict: boolean };
  readonly console: { readonly enabled: boolean };
  readonly cache: { readonly bytes: number };
  readonly log: { readonly level: string };
  readonly metrics: { readonly host: string; readonly port?: number };
  readonly tracing: TracingSection;
  readonly limits: LimitsSection;
  readonly rates: RatesSection;
  readonly timeouts: TimeoutsSection;
  readonly server: { readonly workers?: number };
}

/** What a configuration file, or another source, may say: any part of it. */
export type ConfigurationDocument = { readonly [Name in keyof Configuration]?: Partial<Configuration[Name]> };

/** Where the server is. */
export interface ListenSection {
  readonly host: string;
  readonly port: number;
  readonly public_url?: string;
  readonly trusted_proxies: readonly string[];
}

/** The certificate: both names, or none. */
export interface TlsSection {
  readonly certificate?: string;
  readonly key?: string;
  readonly passphrase_file?: string;
  readonly client_ca?: string;
}

/** Names of headers. */
export interface CredentialsSection {
  readonly api_key_header: string;
  readonly client_certificate_header?: string;
}

/** An OpenID provider: nothing, or issuer, audience, and one place of its keys. */
export interface OpenIdSection {
  readonly issuer?: string;
  readonly audience?: string;
  readonly jwks_url?: string;
  readonly jwks_file?: string;
  readonly account_claim: string;
  readonly agency_claim?: string;
}

/** Exactly one of these. */
export interface StoreSection {
  readonly data?: string;
  readonly uri?: string;
  readonly uri_file?: string;
}

/** Traces, where there is an endpoint. */
export interface TracingSection {
  readonly endpoint?: string;
  readonly sample_ratio: number;
  readonly service_name: string;
}

/** How much is taken. */
export interface LimitsSection {
  readonly connections: number;
  readonly connections_per_address: number;
  readonly headers: number;
  readonly running: number;
  readonly publications_per_account: number;
  readonly publications_per_agency: number;
  readonly publishing_bytes: number;
}

/** How much may be taken in a window of so many seconds. */
export interface RatesSection {
  readonly window: number;
  readonly account_requests?: number;
  readonly account_bytes?: number;
  readonly account_objects?: number;
  readonly agency_requests?: number;
  readonly agency_bytes?: number;
  readonly agency_objects?: number;
}

/** Seconds. */
export interface TimeoutsSection {
  readonly headers: number;
  readonly request: number;
  readonly answer: number;
  readonly idle: number;
  readonly ending: number;
}
