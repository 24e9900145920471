// What operators are told when a change can't be made.
import { CatalogueChanged } from '../../collections/catalogue-editor.ts';
import { CatalogueRefused } from '../../collections/catalogue/edit-catalogue.ts';
import { NotPossible } from '../../collections/not-possible.ts';
import { TaxiiProblem } from '../errors.ts';

/** Throws what stands for the error in an answer: itself, where nobody expected it. */
export function toProblem(error: unknown): never {
  if (error instanceof CatalogueRefused) throw new TaxiiProblem('catalogue-faults', { description: error.message });
  if (error instanceof NotPossible) throw new TaxiiProblem('not-possible', { description: error.message });
  if (error instanceof CatalogueChanged) throw new TaxiiProblem('catalogue-changed', { description: 'Somebody changed the catalogue meanwhile. Look at it again.' });
  throw error;
}
