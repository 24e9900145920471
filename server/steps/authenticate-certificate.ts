// A client certificate, and nothing else.
import { AdmissionStrategy, type Admit } from './admission.ts';

/** For requests that present nothing in a header. */
export function certificateStrategy(admit: Admit): AdmissionStrategy {
  return new AdmissionStrategy((request) => admit(request));
}
