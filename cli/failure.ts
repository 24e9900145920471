// A command that can't do what it was told: one sentence for the person at the terminal, exit code 1.

/** The message is printed as it is, without a stack. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}
