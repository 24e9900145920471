// What a check has to say about one place in one object.

/**
 * One result of validation. `error` breaks a MUST of the standard, `hint` a SHOULD.
 */
export interface Finding {
  readonly level: 'error' | 'hint';
  /** Stable name of the rule that was broken, e.g. `timestamp-form`; documented in docs/validation.md. */
  readonly code: string;
  /** JSON pointer (RFC 6901) into the object; the empty string is the object itself. */
  readonly pointer: string;
  /** What is wrong, as a sentence for the publisher. */
  readonly message: string;
  /** What would be right, as a phrase: "an identifier of the form object-type--UUID". */
  readonly expected: string;
  /** Where the rule stands, e.g. `STIX 2.1, 3.2`. */
  readonly section: string;
}

/** A finding as one plain sentence: where, what is wrong, what would be right. */
export function explainFinding(finding: Finding): string {
  const place = finding.pointer === '' ? 'the object' : finding.pointer;
  return `${place}: ${finding.message}; expected ${finding.expected} (${finding.section}, ${finding.code})`;
}
