// Progress of long work: a bar in a terminal, silence elsewhere.
import { Presets, SingleBar } from 'cli-progress';

/** How far some work has come. */
export interface Progress {
  /** Adds to what is done, and says what there is to say beside the bar. */
  advance(amount: number, remark: string): void;
  end(): void;
}

const SILENT: Progress = { advance: () => undefined, end: () => undefined };

/** A bar on standard error up to `total`, if that is a terminal. */
export function startProgress(what: string, total: number): Progress {
  if (!process.stderr.isTTY || total === 0) return SILENT;
  const format = `${what} [{bar}] {percentage}% {remark}`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  bar.start(total, 0, { remark: '' });
  return {
    advance: (amount, remark) => bar.increment(amount, { remark }),
    end: () => bar.stop(),
  };
}
