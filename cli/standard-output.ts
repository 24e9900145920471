// Standard output, whose reader may go before all is said, as `head` does.

/** Whoever read standard output reads no more. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** Writes, and resolves when it is out of this program's hands. @throws {OutputClosed} */
export function writeOut(bytes: Uint8Array): Promise<void> {
  forgiveClosedOutput();
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => {
      if (error === undefined || error === null) resolve();
      else reject(isClosedPipe(error) ? new OutputClosed(error.message, { cause: error }) : error);
    });
  });
}

/** Keeps a reader's going from being an error of the whole program. */
export function forgiveClosedOutput(): void {
  if (process.stdout.listeners('error').includes(forgive)) return;
  process.stdout.on('error', forgive);
}

function forgive(error: Error): void {
  if (!isClosedPipe(error)) throw error;
}

function isClosedPipe(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'EPIPE';
}
