// The command line, as an operator uses it beside a running server.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const LIAISON = fileURLToPath(new URL('../../cli/liaison.js', import.meta.url));
const run = promisify(execFile);

/** Runs `liaison` with these words on a data folder; gives what it printed. @throws when it fails */
export async function liaison(folder: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [LIAISON, ...words, '--data', folder]);
  return stdout;
}

/** Gives an account another password as a credential; gives the password. */
export async function addCredential(folder: string, account: string, name: string): Promise<string> {
  return secretIn(await liaison(folder, 'account', 'credential', 'add', account, name, '--kind', 'password', '--json'));
}

/** Rotates the credential; the old password counts as well for a day. Gives the new one. */
export async function rotateCredential(folder: string, account: string, name: string): Promise<string> {
  return secretIn(await liaison(folder, 'account', 'credential', 'rotate', account, name, '--overlap', '1d', '--json'));
}

/** Ends the overlap. */
export async function revokeOld(folder: string, account: string, name: string): Promise<void> {
  await liaison(folder, 'account', 'credential', 'revoke', account, name, '--old', '--json');
}

function secretIn(json: string): string {
  return (JSON.parse(json) as { secret: string }).secret;
}
