// An OpenID provider on this machine: keys, tokens and a set of keys that can be fetched.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** A key of the provider. */
export interface SigningKey {
  readonly id: string;
  readonly algorithm: string;
  readonly privateKey: PrivateKey;
  readonly publicJwk: JWK;
}

/** A provider that runs until it is closed. */
export interface Provider {
  readonly url: URL;
  /** What is fetched from now on. */
  show(keys: readonly SigningKey[]): void;
  /** Answers everything with that status instead; 200 ends it. */
  fail(status: number): void;
  /** How often its keys were fetched. */
  fetched(): number;
  close(): Promise<void>;
}

/** Makes a key. */
export async function makeKey(id: string, algorithm = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { id, algorithm, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid: id, alg: algorithm, use: 'sig' } };
}

/** The set of keys, as it is fetched or written to a file. */
export function keySet(keys: readonly SigningKey[]): string {
  return JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) });
}

/** Starts a provider. */
export async function startProvider(): Promise<Provider> {
  let [body, status, count] = [keySet([]), 200, 0];
  const server = createServer((_request, response) => {
    count += 1;
    response.writeHead(status, { 'content-type': 'application/json' }).end(status === 200 ? body : '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`),
    show: (keys) => void (body = keySet(keys)),
    fail: (failing) => void (status = failing),
    fetched: () => count,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A token with these claims. */
export async function sign({ id, algorithm, privateKey }: SigningKey, claims: Readonly<Record<string, unknown>>, header: object = {}): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: algorithm, kid: id, ...header }).sign(privateKey);
}
