// Every rule about STIX objects that Liaison checks. A finding's `code` is the name of its rule here.
import { PATTERN_CHECKS, type PatternCode } from '../patterns/patterns.ts';

/**
 * How binding a rule is. `must`: breaking it is an error. `ambiguous`: the standard and its published schemas differ,
 * or the prose is silent; a hint, which strict policies refuse. `should`: a hint. `policy`: not a rule of the standard
 * but of whoever runs the collection; an error.
 */
export type RuleLevel = 'must' | 'ambiguous' | 'should' | 'policy';

/** One rule. */
export interface Rule {
  readonly level: RuleLevel;
  /** Section of STIX 2.1, or the name of another source. */
  readonly section: string;
  /** Requirement ids in the project's STIX reference. */
  readonly requirements: readonly string[];
  /** The rule in one line. */
  readonly summary: string;
}

function rule(level: RuleLevel, section: string, requirements: string, summary: string): Rule {
  return { level, section, requirements: requirements.split(' '), summary };
}

const OBJECT_RULES = {
  // What storage needs (3.2, 3.3).
  'type-missing': rule('must', '3.2', 'B', 'An object has a type, as a string.'),
  'id-missing': rule('must', '3.2', 'B', 'An object has an id, as a string.'),
  'type-name': rule(
    'must',
    '3.1',
    'T-08',
    'A type is named by 3 to 250 lower-case letters, digits and single hyphens.',
  ),
  'type-reserved': rule('must', '3.8', 'B-04', 'No object has the type action.'),
  'identifier-form': rule('must', '2.9', 'T-09 T-20 T-22', 'An identifier is a type, two hyphens and a UUID.'),
  'id-type': rule('must', '2.9', 'T-21', 'The id starts with the type of its object.'),
  'spec-version': rule('must', '3.2', 'B', 'The spec_version is 2.1.'),
  'timestamp-form': rule('must', '2.16', 'T-30', 'A timestamp is RFC 3339 in UTC with T and Z.'),
  'timestamp-calendar': rule('must', '2.16', 'T-31', 'A timestamp names a day that exists.'),

  // Any property (2, 3.1).
  'property-missing': rule('must', '3.2', 'B C X-03', 'A required property is there.'),
  'value-type': rule('must', '2', 'A.2 T-01 T-09', 'A value is of the kind that its property has.'),
  'null-value': rule('must', '2', 'T-03', 'No value is null.'),
  'empty-list': rule('must', '2.12', 'T-04', 'A list has at least one entry.'),
  'empty-object': rule('must', '2.3', 'T-04 X-02', 'A dictionary or embedded object has at least one member.'),
  'property-name': rule(
    'must',
    '3.1',
    'T-07 X-05 X-13',
    'A property is named by 3 to 250 lower-case letters, digits and underscores.',
  ),
  'dictionary-key': rule('must', '2.3', 'A.5', 'A key is 1 to 250 letters, digits, hyphens and underscores.'),
  'unsafe-number': rule('ambiguous', '2.10', 'A.2', 'Integers in custom content stay where every reader is exact.'),
  'closed-enumeration': rule('must', '2.4', 'A.2 F', 'A value of an enumeration is one of its values.'),
  'number-range': rule('must', '2.10', 'A.2 C', 'A number is in the range of its property.'),
  'timestamp-precision': rule('must', '3.2', 'T-32', 'created and modified have at least three fraction digits.'),
  'timestamp-seconds': rule('must', '6.7.6', 'T-33', 'time_date_stamp has no fraction.'),
  'leap-second': rule('ambiguous', '2.16', 'T-34', 'A timestamp in second 60 is refused by some readers.'),
  'base64-form': rule('must', '2.1', 'A.2 T-09', 'Binary values are padded base64.'),
  'hex-form': rule('must', '2.8', 'A.2 T-09', 'Hexadecimal values are pairs of hexadecimal digits.'),
  'hex-case': rule('ambiguous', '2.8', 'A.2', 'Hexadecimal digits are lower case.'),
  'language-tag': rule('must', '3.2', 'A.7', 'A language is a well-formed language tag.'),
  'url-form': rule('must', '2.5', 'A.7', 'A URL is a URI with a scheme.'),
  'reference-target': rule('must', '3.3', 'D.2 I-01', 'A reference points at an object of an allowed type.'),
  'dictionary-key-case': rule('should', '2.3', 'A.5 K-142', 'Keys are lower case.'),
  'time-order': rule(
    'must',
    '3.2',
    'C-01 C-02 C-03 C-04 C-05 C-06',
    'What begins does not end before; no version is older than its object.',
  ),
  'id-not-random': rule('should', '2.9', 'T-23 K-103', 'Ids of all but cyber-observables are random UUIDs.'),
  'id-not-derived': rule('should', '2.9', 'T-24 K-103', 'Ids of cyber-observables are UUIDs of version 5.'),
  'id-derivation': rule('should', '3.4', 'E', 'A UUID of version 5 follows from the contributing properties.'),
  'id-without-content': rule('must', '3.4', 'T-25', 'Without contributing properties, an id is a random UUID.'),
  'process-id': rule('ambiguous', '6.13', 'T-24', 'A process has a random UUID.'),

  // Common types (2.5, 2.7, 2.11) and markings (7.2).
  'external-reference-content': rule(
    'must',
    '2.5',
    'C-10',
    'An external reference has description, url or external_id.',
  ),
  'cve-form': rule('must', '2.5', 'C-11', 'With source_name cve, external_id is a CVE identifier.'),
  'cve-missing': rule('ambiguous', '2.5', 'C-11', 'With source_name cve there is an external_id.'),
  'cve-source': rule('ambiguous', '2.5', 'C-11', 'A CVE identifier has source_name cve.'),
  'capec-form': rule('must', '2.5', 'C-11', 'With source_name capec, external_id is a CAPEC identifier.'),
  'capec-missing': rule('ambiguous', '2.5', 'C-11', 'With source_name capec there is an external_id.'),
  'capec-source': rule('ambiguous', '2.5', 'C-11', 'A CAPEC identifier has source_name capec.'),
  'hash-name': rule(
    'must',
    '2.7',
    'A.5',
    'A hash algorithm is named by 3 to 250 letters, digits, hyphens and underscores.',
  ),
  'hash-form': rule('must', '2.7', 'A.6', 'A digest has the form that its algorithm gives it.'),
  'hash-algorithm-not-allowed': rule('must', '2.5', 'C-12', 'Hashes of external references are of known algorithms.'),
  'hash-algorithm-unknown': rule('ambiguous', '2.7', 'C-12', 'Hashes are of known algorithms.'),
  'hash-sha-256': rule('should', '2.7', 'A.5', 'Hashes include SHA-256.'),
  'external-reference-hashes': rule('should', '2.5', 'A.5 K-302', 'An external reference with a url has hashes.'),
  'kill-chain-name': rule(
    'should',
    '2.11',
    'A.5 K-121',
    'Kill chains and phases are named by lower-case words with hyphens.',
  ),
  'granular-marking-subject': rule('must', '7.2.3', 'C-13 I-02', 'A granular marking has either marking_ref or lang.'),
  'selector-form': rule('must', '7.2.3', 'I-03', 'A selector is names and indices, joined by dots.'),

  'selector-target': rule('must', '7.2.3', 'I-04', 'A selector leads to something in the object.'),
  'marking-of-itself': rule('must', '7.2.1', 'C-32 I-05', 'A marking definition does not refer to itself.'),
  'tlp-object': rule('must', '7.2.1', 'C-31 G.1', 'TLP 1.0 markings are the four published objects.'),
  'marking-definition-type': rule('should', '7.2.1', 'C.5 K-201', 'definition_type is statement or tlp.'),
  'marking-extension-key': rule(
    'ambiguous',
    '7.2.1',
    'X-06',
    'Marking definitions have extensions with definitions only.',
  ),
  'marking-definition-content': rule(
    'must',
    '7.2.1',
    'C-30',
    'A marking definition has definition_type and definition, or an extension.',
  ),
  'contents-language': rule('must', '7.1', 'C-60', 'Translations are keyed by language tags.'),
  'contents-property': rule('must', '7.1', 'C-60', 'Translated properties are keyed by property names.'),
  'translation-of-translation': rule(
    'ambiguous',
    '7.1',
    'C.5',
    'A language-content object does not translate another one.',
  ),
  'extension-properties-without-type': rule(
    'must',
    '7.3',
    'C-33',
    'Only a toplevel-property-extension has extension_properties.',
  ),
  'extension-properties-missing': rule(
    'should',
    '7.3',
    'C.5 K-306',
    'A toplevel-property-extension lists its extension_properties.',
  ),
  'extension-description': rule('should', '7.3', 'C.5 K-305', 'An extension definition has a description.'),
  'extension-version': rule('should', '7.3', 'C.5', 'The version of an extension is MAJOR.MINOR.PATCH.'),
  'bundle-duplicate': rule('should', '8', 'C-40 K-203', 'A bundle has each version of an object once.'),
  'bundle-in-bundle': rule('must', '8', 'C.6', 'A bundle holds no bundles.'),

  // Domain objects and relationships (4, 5).
  'open-vocabulary': rule('should', '2.14', 'F K-210', 'Values of open vocabularies come from them.'),
  'open-vocabulary-form': rule(
    'should',
    '2.14',
    'A.2 K-111',
    'Values outside a vocabulary are lower-case words with hyphens.',
  ),
  'indicator-name': rule('should', '4.7', 'C.1 K-303', 'An indicator has a name and a description.'),
  'pattern-syntax': rule('must', '9', 'C-39', 'A pattern of type stix can be parsed.'),
  'pattern-version': rule('must', '4.7', 'C.1', 'STIX patterns are of version 2.0 or 2.1.'),
  'location-place': rule('must', '4.10', 'C-16', 'A location has a region, a country, or latitude and longitude.'),
  'location-coordinates': rule('must', '4.10', 'C-17', 'Latitude and longitude come together.'),
  'location-precision-alone': rule('must', '4.10', 'C-17', 'A precision comes with latitude and longitude.'),
  'location-precision': rule('ambiguous', '4.10', 'C.1', 'A precision is not negative.'),
  'country-code': rule('should', '4.10', 'C.1 K-277', 'A country is an ISO 3166-1 alpha-2 code.'),
  'area-code': rule('should', '4.10', 'C.1', 'An administrative_area is an ISO 3166-2 code.'),
  'malware-family-name': rule('must', '4.11', 'C-14', 'A malware family has a name.'),
  'malware-analysis-outcome': rule('must', '4.12', 'C-15', 'A malware analysis has a result or analysis_sco_refs.'),
  'product-name': rule('should', '4.12', 'C.1 K-143', 'Products are named by lower-case words with hyphens.'),
  'analysis-target': rule('ambiguous', '4.12', 'C.1', 'analysis_sco_refs point at cyber-observables.'),
  'observed-data-content': rule('must', '4.14', 'C-18', 'Observed data has either object_refs or objects.'),
  'observed-data-observables': rule('must', '4.14', 'C-19', 'object_refs have at least one cyber-observable.'),
  'container-deprecated': rule('should', '4.14', 'K-304 H.4', 'Observed data uses object_refs instead of objects.'),
  'container-key': rule('should', '2.13', 'T-28 K-141', 'Keys of a container are numbers.'),
  'container-type': rule('must', '2.13', 'T-28', 'A container holds cyber-observables.'),
  'container-id': rule('ambiguous', '2.13', 'T-28', 'Objects in a container have ids.'),
  'container-reference': rule('must', '2.13', 'T-28', 'References in a container are its keys.'),
  'container-reference-target': rule(
    'must',
    '2.13',
    'T-28',
    'References in a container are to objects of an allowed type.',
  ),
  'relationship-type': rule(
    'should',
    '5.1',
    'D.4 K-202',
    'A relationship is one that the standard defines for the types of its ends.',
  ),
  'relationship-between-types': rule(
    'should',
    '3.7',
    'C-35',
    'derived-from and duplicate-of join objects of one type.',
  ),
  'relationship-type-form': rule(
    'must',
    '5.1',
    'C.2',
    'A relationship type is lower-case letters, digits and hyphens.',
  ),

  // Cyber-observables and their extensions (6).
  'minimum-content': rule('must', '6', 'C-27', 'An object says something: one of its own properties is there.'),
  'artifact-digest': rule('ambiguous', '6.1', 'C-21', 'The hashes of an artifact are those of its payload.'),
  'artifact-content': rule('must', '6.1', 'C-20', 'An artifact has either payload_bin or url.'),
  'artifact-hashes': rule('must', '6.1', 'C-20', 'An artifact with a url has hashes.'),
  'artifact-encryption': rule('must', '6.1', 'C-20', 'A decryption_key comes with an encryption_algorithm.'),
  'media-type-form': rule('must', '6.1', 'A.7', 'A media type is a type and a subtype.'),
  'media-type-unregistered': rule(
    'should',
    '6.1',
    'A.7 K-271',
    'Media types are below a top-level type that IANA registers.',
  ),
  'encoding-name': rule('must', '3.9.1', 'T-10', 'An _enc property has the name of a character set.'),
  'encoding-unlisted': rule('must', '3.9.1', 'T-10', 'Character sets are ones that IANA lists.'),
  'encoding-without-property': rule(
    'must',
    '3.9.1',
    'T-10',
    'An _enc property comes with the property whose encoding it names.',
  ),
  'domain-name-form': rule('must', '6.4', 'A.7', 'A domain name follows RFC 1034 and RFC 5890.'),
  'domain-name-underscore': rule('ambiguous', '6.4', 'A.7', 'A domain name has no underscores.'),
  'email-address-form': rule('must', '6.5', 'A.7', 'An email address is an addr-spec of RFC 5322.'),
  'email-body': rule('must', '6.6', 'C-23', 'Multipart messages have body_multipart, others body.'),
  'header-field-name': rule(
    'must',
    '6.6',
    'C.3',
    'Header fields with a property of their own are not in additional_header_fields.',
  ),
  'header-field-list': rule('ambiguous', '6.6', 'C.3', 'Values of additional_header_fields are lists.'),
  'mime-part-content': rule('must', '6.6.2', 'C-24', 'A part of a message has body or body_raw_ref.'),
  'mime-part-twice': rule('ambiguous', '6.6.2', 'C-24', 'A part of a message has only one of body and body_raw_ref.'),
  'file-identity': rule('must', '6.7', 'C-22', 'A file has hashes or a name.'),
  'pdf-information-key': rule('should', '6.7.4', 'C.4 K-276', 'Keys of document_info_dict are those of PDF.'),
  'exif-tag-name': rule('ambiguous', '6.7.5', 'C.4', 'Keys of exif_tags are names of EXIF tags.'),
  'ipv4-form': rule('must', '6.8', 'A.7', 'An IPv4 address is four octets, with a prefix length or without.'),
  'ipv6-form': rule('must', '6.9', 'A.7', 'An IPv6 address follows RFC 4291, with a prefix length or without.'),
  'mac-form': rule('must', '6.10', 'A.7', 'A MAC address is lower-case pairs of digits and colons.'),
  'network-ends': rule('must', '6.12', 'C-25', 'Network traffic has src_ref or dst_ref.'),
  'network-active-end': rule('must', '6.12', 'C-25', 'Active network traffic has no end.'),
  'network-end-alone': rule('ambiguous', '6.12', 'C-26', 'With an end, is_active is there.'),
  'network-port': rule('should', '6.12', 'C.3 K-301', 'Network traffic has both ports.'),
  'network-protocol': rule('should', '6.12', 'C.3 K-272', 'Protocols are service names in lower case.'),
  'network-extension-protocol': rule('should', '6.12', 'C-28', 'The protocols of extensions are among the protocols.'),
  'process-priority': rule('should', '6.13.2', 'C.4 K-149', 'Priorities end in _CLASS.'),
  'http-request-case': rule('ambiguous', '6.12.2', 'C.4', 'request_method and request_version are lower case.'),
  'http-body-length': rule('ambiguous', '6.12.2', 'C.4', 'message_body_length is not negative.'),
  'socket-option-name': rule('ambiguous', '6.12.4', 'C.4 K-275', 'Keys of options are names of socket options.'),
  'startup-information': rule(
    'ambiguous',
    '6.13.2',
    'C.4',
    'Members of startup_info are of the kinds that Windows gives them.',
  ),
  'account-by-extension': rule('ambiguous', '6.16', 'C.3', 'An account says something besides its extensions.'),
  'cpe-form': rule('must', '6.14', 'A.7', 'A CPE is a formatted string of CPE 2.3.'),
  'registry-hive': rule('must', '6.17', 'C.3', 'Registry keys have their hive written out.'),
  'tlp-2-object': rule(
    'ambiguous',
    'TLP 2.0 extension',
    'G.2',
    'The TLP 2.0 extension is on the five published objects.',
  ),

  // Common properties (3.2) and reserved names (3.8).
  'reserved-property': rule('must', '3.8', 'B-03', 'No property has a reserved name.'),
  'defanged-elsewhere': rule('must', '3.2', 'B-02', 'Only cyber-observables have defanged.'),
  'property-elsewhere': rule('ambiguous', '3.2', 'B-02', 'Common properties are on the categories that have them.'),
  'observable-with-versions': rule('ambiguous', '3.2', 'B-05', 'Cyber-observables have no versions.'),

  // Extensions (7.3) and custom content (11).
  'extension-key': rule('must', '7.3', 'X-01', 'Extensions are keyed by definition identifiers or extension names.'),
  'extension-host': rule('must', '3.10', 'C-29', 'A predefined extension is on its own type of object.'),
  'extension-type-needless': rule(
    'ambiguous',
    '7.3',
    'X-04',
    'Extensions without a definition have no extension_type.',
  ),
  'extension-of-standard-type': rule('ambiguous', '7.3', 'X-08', 'No extension makes a new type of a standard one.'),
  'extension-redefines': rule('ambiguous', '7.3', 'X-08', 'No extension redefines properties of the standard.'),
  'extension-without-content': rule('should', '7.3', 'H.2', 'A property-extension adds at least one property.'),
  'extension-property': rule(
    'should',
    '7.3',
    'H.4',
    'Properties of extensions whose definition is not at hand; told by strict policies only.',
  ),
  'custom-extension': rule('should', '11.3', 'X-12', 'An extension has a definition.'),
  'custom-extension-prefix': rule(
    'should',
    '11.3',
    'X-12',
    'A custom extension starts with x- and its source, and ends in -ext.',
  ),
  'custom-extension-host': rule('ambiguous', '11.3', 'X-01', 'Custom extensions are on cyber-observables only.'),
  'custom-type': rule('should', '11.2', 'X-10', 'A new type comes with an extension definition.'),
  'custom-type-prefix': rule('should', '11.2', 'X-10', 'A custom type starts with x- and its source.'),
  'custom-type-content': rule('should', '11.2', 'X-10', 'A custom object has a property of its own.'),
  'custom-property': rule('should', '11.1', 'X-11', 'A new property comes with an extension definition.'),
  'custom-value': rule('ambiguous', '11.1', 'T-04 T-05 T-09', 'Inside custom content nothing is empty, either.'),
  'custom-property-prefix': rule('should', '11.1', 'X-11', 'A custom property starts with x_ and its source.'),
  'unknown-member': rule('ambiguous', '11', 'X-14', 'Embedded types have only the members of the standard.'),

  // What a collection takes, and what the checks can bear.
  'type-not-taken': rule('policy', 'policy of the collection', 'H.4', 'The collection takes objects of this type.'),
  'stix-2.0-not-taken': rule('policy', 'policy of the collection', 'B-01', 'The collection takes STIX 2.0.'),
  'custom-content-not-taken': rule('policy', 'policy of the collection', 'H.4', 'The collection takes custom content.'),
  'nesting-depth': rule('policy', 'limits of the exchange', 'H', 'Values are nested at most 100 deep.'),
  'more-errors': rule(
    'policy',
    'limits of the exchange',
    'H',
    'So many findings, errors among them, that the rest are only counted.',
  ),
  'more-hints': rule(
    'should',
    'limits of the exchange',
    'H',
    'So many findings that the rest, all hints, are only counted.',
  ),
} as const satisfies Readonly<Record<string, Rule>>;

/** The name of a rule. */
export type RuleCode = keyof typeof OBJECT_RULES | PatternCode;

/** Points of patterning on which the sources differ. */
const AMBIGUOUS_PATTERN_RULES: ReadonlySet<string> = new Set([
  'PAT-02',
  'PAT-03',
  'PAT-05',
  'PAT-06',
  'PAT-07',
  'PAT-09',
]);

/** The rules by code, those for patterns included. */
export const RULES: Readonly<Record<RuleCode, Rule>> = { ...OBJECT_RULES, ...patternRules() };

/** Whether the text names a rule. */
export function isRuleCode(text: unknown): text is RuleCode {
  return typeof text === 'string' && Object.hasOwn(RULES, text);
}

/** Whether findings by a rule are hints. */
export function isHint(code: RuleCode): boolean {
  return RULES[code].level === 'should' || RULES[code].level === 'ambiguous';
}

function patternRules(): Record<PatternCode, Rule> {
  const entries = Object.entries(PATTERN_CHECKS).map(([code, { id, level, expected, section }]) => {
    const hintLevel = AMBIGUOUS_PATTERN_RULES.has(id) ? 'ambiguous' : 'should';
    const place = section.replace('STIX 2.1, ', '');
    return [code, rule(level === 'error' ? 'must' : hintLevel, place, id, `In a pattern: ${expected}.`)];
  });
  return Object.fromEntries(entries) as Record<PatternCode, Rule>;
}
