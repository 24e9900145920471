// What `liaison doctor` looks at in the configuration, and in what it names.
import { X509Certificate } from 'node:crypto';
import type { Check, CheckOutcome, Finding } from '../collections/doctor/finding.ts';
import { dayOf, expiresSoon } from '../server/certificate.ts';
import { checkKeysFile } from './configuration-credentials.ts';
import { ConfigurationFailure } from './configuration-failure.ts';
import { isPlainOnNetwork, plainHttpFailure, readTls } from './configuration-transport.ts';
import { readConfiguration, type EffectiveConfiguration } from './configuration.ts';
import type { GivenFlags } from './configuration-words.ts';
import { CommandFailure } from './failure.ts';
import { connectionStringOf } from './store-place.ts';

/** The configuration, or what is wrong with it. */
export function examineConfiguration(flags: GivenFlags): EffectiveConfiguration | readonly Finding[] {
  try {
    const effective = readConfiguration(flags);
    connectionStringOf(effective);
    return effective;
  } catch (error) {
    return faultsIn(error).map(({ where, message }) => ({ severity: 'problem', where, message, remedy: 'Mend it; docs/configuration.md lists every setting.' }));
  }
}

/** The checks of what a valid configuration names. */
export function configurationChecks(effective: EffectiveConfiguration): Check[] {
  return [
    { name: 'configuration', run: async () => configurationFindings(effective) },
    { name: 'certificate', run: () => certificateFindings(effective) },
  ];
}

async function configurationFindings(effective: EffectiveConfiguration): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (isPlainOnNetwork(effective)) {
    const { host } = effective.configuration.listen;
    findings.push({ severity: 'problem', where: effective.nameGiven('listen.host'), message: plainHttpFailure(host).message, remedy: 'Give a certificate, or declare the proxy in front.' });
  }
  await checkKeysFile(effective).catch((error: unknown) => {
    findings.push(...faultsIn(error).map(({ where, message }): Finding => ({ severity: 'problem', where, message, remedy: "Put the provider's key set there." })));
  });
  return findings;
}

async function certificateFindings(effective: EffectiveConfiguration): Promise<CheckOutcome> {
  const { certificate } = effective.configuration.tls;
  if (certificate === undefined) return { skipped: 'none is configured: plain HTTP, or a proxy that ends TLS' };
  try {
    const tls = await readTls(effective);
    if (tls === undefined) return [];
    const first = new X509Certificate(tls.pair.certificate);
    if (!expiresSoon(first)) return [];
    return [{ severity: 'warning', where: certificate, message: `The certificate expires on ${dayOf(first.validToDate)}.`, remedy: 'See why it was not renewed; a renewed one is taken up without a restart.' }];
  } catch (error) {
    return faultsIn(error).map(({ message }) => ({ severity: 'problem', where: certificate, message, remedy: 'Put a certificate that is in force there, with its key; running servers take it up without a restart.' }));
  }
}

function faultsIn(error: unknown): { where: string; message: string }[] {
  if (error instanceof ConfigurationFailure) {
    return error.faults.map(({ source, line, path, message }) => ({ where: line === undefined ? source : `${source}:${line}`, message: `${path.length === 0 ? '' : `${path.join('.')}: `}${message}${/[.?]$/.test(message) ? '' : '.'}` }));
  }
  if (error instanceof CommandFailure) return [{ where: 'configuration', message: error.message }];
  throw error;
}
