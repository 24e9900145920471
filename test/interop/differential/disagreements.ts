// Where Liaison and another validator disagree on an object, and whether that is explained.
import type { Finding } from '../../../schemas/finding.ts';
import type { Sample } from './generate.ts';

/** The other validators. */
export type Other = 'stix2-validator' | 'stix2';

/** What each says about an object; nothing where it takes the object. */
export interface Verdicts {
  /** The findings for which Liaison refuses it. */
  readonly liaison: readonly Finding[];
  /** The codes of everything that Liaison finds, hints too. */
  readonly found: ReadonlySet<string>;
  readonly others: Readonly<Record<Other, readonly string[]>>;
}

/** One reason for which one refuses an object that the other takes. */
export interface Disagreement {
  readonly stricter: 'liaison' | Other;
  readonly than: 'liaison' | Other;
  /** The code of our finding and its pointer without positions, or the kind of their message. */
  readonly reason: string;
  readonly sample: Sample;
  readonly verdicts: Verdicts;
}

/** An entry of explained.json. */
export interface Explanation {
  /** What it is about, as a short phrase. */
  readonly group: string;
  readonly stricter: 'liaison' | Other;
  /** Whom it is stricter than; absent: whomever. */
  readonly than?: Other;
  /** Regular expressions for the whole of a reason. */
  readonly reasons: readonly string[];
  /** The types of objects on which it counts; absent: all. */
  readonly types?: readonly string[];
  /** Codes of hints of which Liaison gives at least one; absent: none is asked for. */
  readonly hints?: readonly string[];
  /** A regular expression for some part of the object as JSON; absent: any object. */
  readonly where?: string;
  /** Why, in a sentence or two. */
  readonly why: string;
  /** Rules of the project's STIX reference. */
  readonly rules: readonly string[];
}

/** Every reason for which the validators disagree on an object. */
export function disagreementsOn(sample: Sample, verdicts: Verdicts): Disagreement[] {
  return (['stix2-validator', 'stix2'] as const).flatMap((other): Disagreement[] => {
    const [ours, theirs] = [verdicts.liaison, verdicts.others[other]];
    if (ours.length > 0 === theirs.length > 0) return [];
    const common = { sample, verdicts };
    return ours.length > 0
      ? reasonsOf(ours).map((reason) => ({ stricter: 'liaison', than: other, reason, ...common }))
      : theirs.map((reason) => ({ stricter: other, than: 'liaison', reason, ...common }));
  });
}

/** The first explanation that fits. */
export function explanationOf(
  disagreement: Disagreement,
  explanations: readonly Explanation[],
): Explanation | undefined {
  return explanations.find((explanation) => explains(explanation, disagreement));
}

function explains(explanation: Explanation, { stricter, than, reason, sample, verdicts }: Disagreement): boolean {
  const { types, hints, where, reasons } = explanation;
  return (
    explanation.stricter === stricter &&
    (explanation.than ?? than) === than &&
    (types === undefined || types.includes(String(sample.object.type))) &&
    (hints === undefined || hints.some((code) => verdicts.found.has(code))) &&
    reasons.some((pattern) => new RegExp(`^(?:${pattern})$`, 'su').test(reason)) &&
    (where === undefined || new RegExp(where, 'u').test(JSON.stringify(sample.object)))
  );
}

function reasonsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ code, pointer }) => `${code} ${pointer.replaceAll(/\/\d+(?=\/|$)/g, '/n')}`))];
}
