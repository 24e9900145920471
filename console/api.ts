// Asks the server: /console/api/, as docs/console.md tells it.
import type { SessionResource } from '../server/console/resources.ts';

/** What a server says of a request that it refuses. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The server wasn't reached. */
export class Unreachable extends Error {}

const BASE = '/console/api';
let csrfToken = '';
let onSignedOut: () => void = () => undefined;

/** Calls back when an answer says that nobody is signed in. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

/** Asks for a resource. @param isBackground it isn't somebody who asks, but the page by itself */
export async function get<Resource>(path: string, isBackground = false): Promise<Resource> {
  return ask<Resource>(path, { headers: isBackground ? { 'X-Background': '1' } : {} });
}

/** Sends a JSON object. */
export async function send<Resource>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Resource> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken };
  return ask<Resource>(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

/** Sends a file as it is, and tells how much of it is sent, from 0 to 1. */
export function upload<Resource>(path: string, file: Blob, onProgress: (share: number) => void): Promise<Resource> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', BASE + path);
    request.setRequestHeader('Content-Type', 'application/taxii+json;version=2.1');
    request.setRequestHeader('X-CSRF-Token', csrfToken);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total));
    request.addEventListener('error', () => reject(new Unreachable()));
    request.addEventListener('load', () => {
      try {
        resolve(read<Resource>(request.status, request.responseText));
      } catch (error) {
        reject(error instanceof Error ? error : new Unreachable());
      }
    });
    request.send(file);
  });
}

/** Who is signed in; nobody is `undefined`. */
export async function currentSession(): Promise<SessionResource | undefined> {
  try {
    return remember(await get<SessionResource>('/session/'));
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return undefined;
    throw error;
  }
}

/** Signs in. */
export async function signIn(name: string, password: string): Promise<SessionResource> {
  return remember(await send<SessionResource>('POST', '/session/', { name, password }));
}

/** Signs out. */
export async function signOut(): Promise<void> {
  await send('DELETE', '/session/');
}

/** A path with parameters; those that are empty are left out. */
export function withQuery(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter((each): each is [string, string] => each[1] !== undefined && each[1] !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

function remember(session: SessionResource): SessionResource {
  csrfToken = session.csrf_token;
  return session;
}

async function ask<Resource>(path: string, init: RequestInit): Promise<Resource> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(BASE + path, { ...init, credentials: 'same-origin' });
    text = await response.text();
  } catch {
    throw new Unreachable();
  }
  return read<Resource>(response.status, text);
}

function read<Resource>(status: number, text: string): Resource {
  const answer = parse(text);
  if (status < 400 && answer !== undefined) return answer as Resource;
  const { error_code: code = '', description = '' } = (answer ?? {}) as { error_code?: string; description?: string };
  if (code === 'signed-out') onSignedOut();
  throw new Refused(status, code, description);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
