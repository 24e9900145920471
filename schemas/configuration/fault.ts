// What can be said against a configuration; in the catalogue's way, so that both are told in one voice.
export type { CatalogueFault as ConfigurationFault, CataloguePath as ConfigurationPath } from '../catalogue/fault.ts';
