// Decides about one object of a publication: the collection's own demands, then the standard's.
import type { Finding } from '../../schemas/finding.ts';
import { countMembers, findRepeatedName } from '../../schemas/json/members.ts';
import { checkObject } from '../../schemas/stix/check-object.ts';
import { refuses } from '../../schemas/stix/policy.ts';
import { contentFindings } from '../markings/admission.ts';
import type { PublishingPolicy } from './policy.ts';
import { DEEPEST_OBJECT, type Candidate } from './read-envelope.ts';

/** Everything that was found in an object, and which of it keeps the object out. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly refusing: readonly Finding[];
  /** Whether it is refused because the collection doesn't take its STIX version (T-5.5-13). */
  readonly isOfUnsupportedVersion: boolean;
}

/** A version is part of a key of the store; no clock writes more digits than fit in here. */
const LONGEST_VERSION = 100;

/** What is to be said of an object under a policy. */
export function judge(candidate: Candidate, policy: PublishingPolicy): Verdict {
  const unsupported = unsupportedVersion(candidate, policy);
  if (unsupported !== undefined) return refused(unsupported, true);
  const obstacle =
    nestedBundle(candidate) ??
    tooDeep(candidate) ??
    tooLongVersion(candidate) ??
    repeatedName(candidate) ??
    loneSurrogate(candidate);
  if (obstacle !== undefined) return refused(obstacle, false);
  const findings = checkObject(candidate.object, policy.validation);
  const { release } = policy;
  const ofRelease = release === undefined ? [] : contentFindings(candidate.object, release.policy, release.identity);
  return {
    findings: [...findings, ...ofRelease],
    refusing: [...refuses(findings, policy.validation), ...ofRelease],
    isOfUnsupportedVersion: false,
  };
}

function refused(finding: Finding, isOfUnsupportedVersion: boolean): Verdict {
  return { findings: [finding], refusing: [finding], isOfUnsupportedVersion };
}

function unsupportedVersion({ description }: Candidate, { specVersions }: PublishingPolicy): Finding | undefined {
  if (specVersions.includes(description.specVersion)) return undefined;
  return {
    level: 'error',
    code: 'spec-version-not-taken',
    pointer: '/spec_version',
    message: `the object is STIX ${description.specVersion}, which this collection does not take`,
    expected: `STIX ${specVersions.join(' or ')}`,
    section: 'TAXII 2.1, 5.2.1',
  };
}

// A bundle is no STIX object (T-3.7-02).
function nestedBundle({ description }: Candidate): Finding | undefined {
  if (description.type !== 'bundle') return undefined;
  return {
    level: 'error',
    code: 'nested-bundle',
    pointer: '/type',
    message: 'it is a bundle within the envelope',
    expected: 'the objects of the bundle, each on its own',
    section: 'TAXII 2.1, 3.7',
  };
}

function tooDeep({ element }: Candidate): Finding | undefined {
  if (!element.isTooDeep) return undefined;
  return {
    level: 'error',
    code: 'nesting-depth',
    pointer: '',
    message: `it is nested ${element.depth} levels deep`,
    expected: `at most ${DEEPEST_OBJECT} levels`,
    section: 'limit of this server',
  };
}

function tooLongVersion({ description, object }: Candidate): Finding | undefined {
  if ((description.version?.length ?? 0) <= LONGEST_VERSION) return undefined;
  return {
    level: 'error',
    code: 'version-length',
    pointer: object['modified'] === undefined ? '/created' : '/modified',
    message: `the timestamp has ${description.version?.length} characters`,
    expected: `at most ${LONGEST_VERSION}`,
    section: 'limit of this server',
  };
}

function repeatedName({ element, object }: Candidate): Finding | undefined {
  if (element.members === countMembers(object)) return undefined;
  return {
    level: 'error',
    code: 'name-repeated',
    pointer: findRepeatedName(element.bytes) ?? '',
    message: 'the name occurs more than once in its object',
    expected: 'unique names',
    section: 'RFC 7493, 2.3',
  };
}

function loneSurrogate({ element }: Candidate): Finding | undefined {
  if (!element.hasLoneSurrogate) return undefined;
  return {
    level: 'error',
    code: 'lone-surrogate',
    pointer: '',
    message: 'a string in it has one half of a surrogate pair without the other',
    expected: 'Unicode text',
    section: 'RFC 7493, 2.1',
  };
}
