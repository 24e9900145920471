// What a collection asks of the objects in it.

/** How strictly a collection takes the standard, and which content it takes at all. */
export interface ValidationPolicy {
  /**
   * `strict` refuses errors, ambiguous points and custom content without an extension definition; `standard` refuses
   * errors; `lenient` refuses only what can't be stored: no usable id, type or version.
   */
  readonly level: 'strict' | 'standard' | 'lenient';
  /** The object types that the collection takes; absent: all. */
  readonly allowedTypes?: readonly string[];
  /** Types, properties and extensions beyond the standard: any, only with extension definitions, or none. */
  readonly customContent: 'allow' | 'extensions-only' | 'refuse';
  /** Whether the collection takes STIX 2.0 objects. */
  readonly stix20: boolean;
}
