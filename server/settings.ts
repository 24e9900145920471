// What the server was told at its start: parsed once, frozen, handed down.
import type { Negotiation } from './media-types.ts';

/** Settings of the HTTP side. */
export interface ServerSettings {
  /** Where clients reach this server: `https://host[:port]`. Absent: where their request says, if it came by HTTPS. */
  readonly publicUrl?: string;
  readonly negotiation: Negotiation;
}
