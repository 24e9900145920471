// What signals do to a server, whether it is one process or several.
import { constants } from 'node:os';
import type { Logger } from 'pino';

/** What can be asked of a server. */
export interface Signalled {
  /** Ends it in order. */
  end(): Promise<void>;
  /** Ends at once whatever `end` still waits for. */
  cut(): void;
  /** SIGHUP where no terminal has gone away. */
  restart(): void;
}

/**
 * The first SIGINT or SIGTERM ends the server in order; the second one at once, with the exit code of shells for it. SIGHUP
 * is a wish to restart, unless the server is on a terminal: then the terminal is gone, and the server ends in order.
 */
export function obeySignals(log: Logger, { end, cut, restart }: Signalled): void {
  let isEnding = false;

  function obey(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void {
    if (isEnding) {
      cut();
      process.exit(128 + constants.signals[signal]);
    }
    isEnding = true;
    end().catch((error: unknown) => {
      log.error({ err: error }, 'the server did not end cleanly');
      process.exitCode = 1;
    });
  }

  process.on('SIGINT', obey);
  process.on('SIGTERM', obey);
  process.on('SIGHUP', (signal) => {
    if (process.stdin.isTTY) obey(signal as 'SIGHUP');
    else if (!isEnding) restart();
  });
}
