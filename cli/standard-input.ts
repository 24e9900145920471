// Standard input, for passwords and files named `-`.
import { text } from 'node:stream/consumers';

/** All of standard input as text. */
export async function readStandardInput(): Promise<string> {
  return text(process.stdin);
}
