// Why a whole envelope is refused, before anything of it is stored (T-5.5-11..-13).

/** `not-json`: the bytes are no JSON. `not-an-envelope`: JSON, but no list of STIX objects. */
export type RefusalReason = 'not-json' | 'not-an-envelope' | 'unsupported-stix-version';

/** The envelope can't be published; the message says where it is wrong and what would be right. */
export class EnvelopeRefused extends Error {
  override readonly name = 'EnvelopeRefused';
  readonly reason: RefusalReason;
  /** JSON pointer into the envelope, where there is a place to point at. */
  readonly pointer: string | undefined;

  constructor(reason: RefusalReason, message: string, pointer?: string) {
    super(message);
    this.reason = reason;
    this.pointer = pointer;
  }
}
