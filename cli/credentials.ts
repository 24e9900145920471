// Who asks: an account and its password, neither of which is ever printed, nor the password an argument.
import { CommandFailure } from './failure.ts';
import { readStandardInput } from './standard-input.ts';

/** What HTTP Basic sends (RFC 7617). */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Where credentials may come from beside the URL and the environment. */
export interface CredentialOptions {
  readonly user?: string;
  readonly passwordStdin?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The credentials that a person gave. What is said on the command line wins over the URL, and the URL over the
 * environment. `undefined` when there are none, for servers that want none.
 * @throws {CommandFailure} when there is a name without a password, or a password without a name
 */
export async function readCredentials(
  url: URL,
  { user: named, passwordStdin }: CredentialOptions,
  environment: Environment = process.env,
): Promise<Credentials | undefined> {
  const inUrl = { user: decode(url.username), password: decode(url.password) };
  const user = named ?? (inUrl.user || environment['LIAISON_USER']) ?? '';
  // A password in the URL belongs to the name in the URL.
  const fromUrl = named === undefined || named === inUrl.user ? inUrl.password : '';
  const password = passwordStdin === true ? await passwordFromInput() : fromUrl || (environment['LIAISON_PASSWORD'] ?? '');
  if (user === '' && fromUrl === '' && passwordStdin !== true) return undefined;
  if (user === '' || password === '') throw new CommandFailure(`The server wants an account: ${HOW_TO_GIVE_AN_ACCOUNT}.`);
  return { user, password };
}

/** What a person has to do, as a clause. */
export const HOW_TO_GIVE_AN_ACCOUNT = 'give --user, and its password in LIAISON_PASSWORD or by --password-stdin';

async function passwordFromInput(): Promise<string> {
  return (await readStandardInput()).replace(/\r?\n$/, '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new CommandFailure('The account name or password in the URL has a % that begins no %XX escape.', { cause: error });
  }
}
