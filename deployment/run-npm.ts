// Asks npm something that it answers in JSON.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * What `npm WORDS` prints, parsed. npm's exit code says what it found, so that it isn't looked at; what npm tells people
 * goes to standard error.
 * @throws when npm can't be started, or prints no JSON
 */
export async function askNpm(words: readonly string[]): Promise<unknown> {
  const npm = spawn('npm', [...words], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const failure = new Promise<never>((_resolve, reject) => npm.once('error', reject));
  const printed = await Promise.race([text(npm.stdout), failure]);
  try {
    return JSON.parse(printed);
  } catch (error) {
    throw new Error(`npm ${words.join(' ')} prints no JSON.`, { cause: error });
  }
}
