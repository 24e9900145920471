// External references and kill chain phases: what they should have (K-302, K-121).
import { isList, isObject, type JsonObject } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';

// By what may not be in it, because a repeated group overflows on values of megabytes.
const NOT_LOWER_CASE_WORDS = /[^a-z0-9-]|^-|--|-$|^$/;

/** What a URL leads to can change, so digests should come with it. */
export function checkExternalReferences(object: JsonObject, report: Report): void {
  const references = object.external_references;
  if (!isList(references)) return;
  for (const [index, reference] of references.entries()) {
    if (!isObject(reference) || typeof reference.url !== 'string' || reference.hashes !== undefined) continue;
    report(
      'external-reference-hashes',
      `/external_references/${index}`,
      'has a url, but no hashes',
      'hashes of what the URL leads to',
    );
  }
}

/** Names of kill chains and phases are lower-case words with hyphens. */
export function checkKillChainPhases(object: JsonObject, report: Report): void {
  const phases = object.kill_chain_phases;
  if (!isList(phases)) return;
  for (const [index, phase] of phases.entries()) {
    if (!isObject(phase)) continue;
    for (const name of ['kill_chain_name', 'phase_name']) {
      const value = phase[name];
      if (typeof value !== 'string' || !NOT_LOWER_CASE_WORDS.test(value)) continue;
      const pointer = `/kill_chain_phases/${index}/${name}`;
      report(
        'kill-chain-name',
        pointer,
        `${quote(value)} is not lower-case words with hyphens`,
        'a name such as lateral-movement',
      );
    }
  }
}
