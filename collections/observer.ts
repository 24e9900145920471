// What an exchange tells of its work while it does it, to whoever counts: metrics, limits. It depends on neither.

/** Who it was done for. */
export interface Consumer {
  readonly account: string;
  /** The agency's name. */
  readonly agency: string;
}

/** Is told of the work. Every method is quick, and never fails. */
export interface ExchangeObserver {
  /** Somebody was given so many versions, as objects or as records of them. */
  given?(consumer: Consumer, versions: number): void;
  /** A publication is complete. */
  published?(consumer: Consumer, accepted: number, refused: number): void;
  /** How often each code was found in an envelope that was looked at. */
  found?(findings: FindingCounts): void;
  /** An envelope of so many octets was looked at, in so many seconds, the wait for a process included. */
  checked?(octets: number, seconds: number): void;
  /** The store has done something, or has failed to, in so many seconds; `operation` is `part.method` of the port. */
  stored?(operation: string, seconds: number, hasFailed: boolean): void;
}

/** By the code of the finding. */
export type FindingCounts = Readonly<Record<string, number>>;

/** Several observers as one. */
export function together(observers: readonly ExchangeObserver[]): Required<ExchangeObserver> {
  return {
    given: (consumer, versions) => observers.forEach((each) => each.given?.(consumer, versions)),
    published: (consumer, accepted, refused) => observers.forEach((each) => each.published?.(consumer, accepted, refused)),
    checked: (octets, seconds) => observers.forEach((each) => each.checked?.(octets, seconds)),
    found: (findings) => observers.forEach((each) => each.found?.(findings)),
    stored: (operation, seconds, hasFailed) => observers.forEach((each) => each.stored?.(operation, seconds, hasFailed)),
  };
}
