// Whether a value is a configuration: by the schema in this folder, and by what its settings say about each other.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { explainSchemaError } from '../catalogue/explain.ts';
import type { Configuration, ConfigurationDocument } from './configuration.ts';
import type { ConfigurationFault } from './fault.ts';
import { checkCredentials } from './check-credentials.ts';
import { isKeysUrl, isProxy, isPublicUrl, isTracesUrl } from './formats.ts';
import { CONFIGURATION_SCHEMA, SETTINGS } from './settings.ts';

let compiled: ValidateFunction | undefined;

function compile(): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allErrors: true, verbose: true });
  ajv.addVocabulary(['flag', 'environment', 'is-path', 'is-secret']);
  ajv.addFormat('proxy', isProxy);
  ajv.addFormat('public-url', isPublicUrl);
  ajv.addFormat('keys-url', isKeysUrl);
  ajv.addFormat('traces-url', isTracesUrl);
  return ajv.compile(CONFIGURATION_SCHEMA);
}

const NEEDS_BOTH =
  'is of no use alone: HTTPS needs both --tls-cert and --tls-key, or tls.certificate and tls.key in the configuration file';

/** Everything that is wrong with a configuration file's content; nothing when it is a `ConfigurationDocument`. */
export function checkConfiguration(value: unknown): ConfigurationFault[] {
  // With the first setting: who starts a server without any needn't wait for it.
  compiled ??= compile();
  const errors = compiled(value) ? [] : (compiled.errors ?? []);
  return errors.flatMap((error) => explainSchemaError(error, value).map((fault) => withPlace(withoutSecret(fault), error)));
}

/** What is wrong with a file's settings together, where each by itself is right. */
export function checkDocument({ store = {} }: ConfigurationDocument): ConfigurationFault[] {
  const places = Object.keys(store);
  if (places.length < 2) return [];
  return [{ path: ['store', places[1] ?? ''], message: `must not be there beside ${places[0]}: there is one store` }];
}

/** What is wrong with the settings together, whichever source each of them is from. */
export function checkTogether(configuration: Configuration): ConfigurationFault[] {
  const { tls, timeouts } = configuration;
  const faults: ConfigurationFault[] = [];
  const pair = [tls.certificate, tls.key].filter((file) => file !== undefined);
  if (pair.length === 1) {
    const present = tls.certificate === undefined ? 'key' : 'certificate';
    faults.push({ path: ['tls', present], message: NEEDS_BOTH });
  }
  for (const key of ['passphrase_file', 'client_ca'] as const) {
    if (tls[key] === undefined || pair.length > 0) continue;
    faults.push({ path: ['tls', key], message: 'is of no use without certificate and key' });
  }
  if (timeouts.headers > timeouts.request) {
    const message = `must be no more than request, ${timeouts.request}, of which the headers are a part, but is ${timeouts.headers}`;
    faults.push({ path: ['timeouts', 'headers'], message });
  }
  return [...faults, ...checkCredentials(configuration)];
}

function withoutSecret(fault: ConfigurationFault): ConfigurationFault {
  const [section, key] = fault.path;
  const setting = SETTINGS.find((candidate) => candidate.section === section && candidate.key === key);
  return setting?.isSecret === true ? { ...fault, message: `must be ${setting.title}; what is there is not shown here` } : fault;
}

// A key that is right elsewhere, under its own name or that of its flag.
function withPlace(fault: ConfigurationFault, { keyword, params, parentSchema }: ErrorObject): ConfigurationFault {
  if (keyword !== 'additionalProperties' || fault.message.includes('did you mean')) return fault;
  const name = String(params.additionalProperty);
  const meant = SETTINGS.find(({ key, flag }) => key === name || flag?.split(' ')[0] === `--${name.replaceAll('_', '-')}`);
  if (meant === undefined) return fault;
  return { ...fault, message: `is no key of ${String(parentSchema?.title)}; did you mean "${meant.key}" in the section "${meant.section}"?` };
}
