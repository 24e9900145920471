// A header with an API key and nothing else, such as X-API-Key.
import { AdmissionStrategy, type Admit } from './admission.ts';

/** @param name that of the header */
export function headerStrategy(admit: Admit, name: string): AdmissionStrategy {
  const header = name.toLowerCase();
  return new AdmissionStrategy((request) => admit(request, { kind: 'api-key', key: String(request.headers[header]).trim() }));
}
