// Which semantic checks an object gets, by its type.
import type { JsonObject } from '../json.ts';
import type { ObjectKind } from '../object-kind.ts';
import type { Report } from '../report.ts';
import { checkPayloadDigests } from './artifact.ts';
import { checkDuplicates } from './bundle.ts';
import { checkKnownEncodings } from './encodings.ts';
import { checkHashes } from './hashes.ts';
import { checkObservableId, checkRandomId } from './identifiers.ts';
import { checkTranslations } from './language-content.ts';
import { checkSelectors, checkSelfMarking } from './markings.ts';
import { checkPorts, checkProtocols } from './network-traffic.ts';
import { checkObservedReferences } from './observed-data.ts';
import { checkIndicatorPattern } from './pattern.ts';
import { checkExternalReferences, checkKillChainPhases } from './references-elsewhere.ts';
import { checkRelationship } from './relationship.ts';
import {
  checkDefinitionType,
  checkExtensionDefinition,
  checkIndicatorNames,
  checkPlaceCodes,
  checkPriority,
  checkProduct,
} from './single-properties.ts';
import { checkModified, checkTimeOrder } from './time-order.ts';
import { checkTlp1, checkTlp2 } from './tlp.ts';
import { vocabularyCheck } from './vocabulary.ts';

/** A check of one object, which reports what it finds. */
export type Check = (object: JsonObject, report: Report) => void;

const OF_VERSIONED: readonly Check[] = [
  checkRandomId,
  checkModified,
  checkSelectors,
  checkExternalReferences,
  checkHashes,
];

const BY_CATEGORY: Readonly<Record<ObjectKind['category'], readonly Check[]>> = {
  SDO: OF_VERSIONED,
  SRO: OF_VERSIONED,
  SCO: [checkObservableId, checkSelectors],
  SMO: OF_VERSIONED,
  bundle: [checkRandomId, checkDuplicates],
};

const BY_TYPE: ReadonlyMap<string, readonly Check[]> = new Map([
  ['attack-pattern', [checkKillChainPhases]],
  ['campaign', [checkTimeOrder]],
  ['grouping', [vocabularyCheck('domain-objects/grouping.json')]],
  ['identity', [vocabularyCheck('domain-objects/identity.json')]],
  [
    'indicator',
    [
      checkTimeOrder,
      checkIndicatorPattern,
      checkIndicatorNames,
      checkKillChainPhases,
      vocabularyCheck('domain-objects/indicator.json'),
    ],
  ],
  ['infrastructure', [checkTimeOrder, checkKillChainPhases, vocabularyCheck('domain-objects/infrastructure.json')]],
  ['intrusion-set', [checkTimeOrder, vocabularyCheck('domain-objects/intrusion-set.json')]],
  ['location', [checkPlaceCodes, vocabularyCheck('domain-objects/location.json')]],
  ['malware', [checkTimeOrder, checkKillChainPhases, vocabularyCheck('domain-objects/malware.json')]],
  ['malware-analysis', [checkProduct, vocabularyCheck('domain-objects/malware-analysis.json')]],
  ['observed-data', [checkTimeOrder, checkObservedReferences]],
  ['report', [vocabularyCheck('domain-objects/report.json')]],
  ['threat-actor', [checkTimeOrder, vocabularyCheck('domain-objects/threat-actor.json')]],
  ['tool', [checkKillChainPhases, vocabularyCheck('domain-objects/tool.json')]],
  ['relationship', [checkTimeOrder, checkRelationship]],
  ['sighting', [checkTimeOrder]],
  ['artifact', [checkHashes, checkPayloadDigests]],
  ['directory', [checkKnownEncodings]],
  [
    'file',
    [
      checkHashes,
      checkKnownEncodings,
      vocabularyCheck('extensions/windows-pebinary-ext.json', ['extensions', 'windows-pebinary-ext']),
    ],
  ],
  ['network-traffic', [checkTimeOrder, checkPorts, checkProtocols]],
  ['process', [checkPriority]],
  ['user-account', [vocabularyCheck('cyber-observables/user-account.json')]],
  ['x509-certificate', [checkHashes]],
  ['marking-definition', [checkSelfMarking, checkTlp1, checkTlp2, checkDefinitionType]],
  ['language-content', [checkTranslations]],
  ['extension-definition', [checkExtensionDefinition]],
]);

/** Runs the checks of an object that stands on its own. */
export function runChecks(type: string, { category }: ObjectKind, object: JsonObject, report: Report): void {
  for (const check of BY_CATEGORY[category]) check(object, report);
  runTypeChecks(type, object, report);
}

/** Runs the checks of an object in an observed-data container, which may be without an id. */
export function runTypeChecks(type: string, object: JsonObject, report: Report): void {
  for (const check of BY_TYPE.get(type) ?? []) check(object, report);
}
