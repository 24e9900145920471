// What is wrong with a configuration, whichever source it is from.
import type { ConfigurationFault } from '../schemas/configuration/fault.ts';
import { CommandFailure } from './failure.ts';

/** One thing wrong with a configuration, and where. The path is empty where a file is not YAML. */
export interface LocatedFault extends ConfigurationFault {
  /** A file, as it was named; or the flag or environment variable. */
  readonly source: string;
  /** In a file, counted from 1. */
  readonly line?: number;
}

/** The message has a line for each fault: `exchange.yaml:3: listen.port: must be ...`, `--port must be ...`. */
export class ConfigurationFailure extends CommandFailure {
  /** At least one. */
  readonly faults: readonly LocatedFault[];

  constructor(faults: readonly LocatedFault[], options?: ErrorOptions) {
    super(faults.map(lineOf).join('\n'), options);
    this.faults = faults;
  }
}

function lineOf({ source, line, path, message }: LocatedFault): string {
  if (line === undefined) return `${source} ${message}`;
  return `${source}:${line}: ${path.length === 0 ? '' : `${pathInWords(path)}: `}${message}`;
}

// The way people write it: listen.trusted_proxies[2].
function pathInWords(path: ConfigurationFault['path']): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      return `${index === 0 ? '' : '.'}${/^\w+$/.test(step) ? step : JSON.stringify(step)}`;
    })
    .join('');
}
