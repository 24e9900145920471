// Progress of long work: a line in a terminal that changes, silence elsewhere.
import { Presets, SingleBar } from 'cli-progress';

/** How far some work has come. */
export interface Progress {
  /** Adds to what is done, and says what there is to say beside the bar. */
  advance(amount: number, remark: string): void;
  end(): void;
}

const SILENT: Progress = { advance: () => undefined, end: () => undefined };

/** Progress on standard error, if that is a terminal: a bar up to `total`, or only remarks where nobody knows it. */
export function startProgress(what: string, total?: number): Progress {
  if (!process.stderr.isTTY || total === 0) return SILENT;
  const format = total === undefined ? `${what} … {remark}` : `${what} [{bar}] {percentage}% {remark}`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  bar.start(total ?? Number.MAX_SAFE_INTEGER, 0, { remark: '' });
  return {
    advance: (amount, remark) => bar.increment(amount, { remark }),
    end: () => bar.stop(),
  };
}

/** Says something on standard error while work goes on, in place of a line of progress. */
export function announce(sentence: string): void {
  process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}${sentence}\n`);
}
