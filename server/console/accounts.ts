// /console/api/accounts/ — accounts and credentials, for operators; secrets are told once, when they are made
import type { Request, RequestHandler } from 'express';
import type { Administration, KeyWishes } from '../../collections/accounts/administration.ts';
import { credentialsOf, type Credential } from '../../collections/accounts/credential.ts';
import type { Exchange } from '../../collections/exchange.ts';
import { NotPossible } from '../../collections/not-possible.ts';
import type { Account, CredentialUse } from '../../collections/storage/port.ts';
import { formatTimestamp, now, type Microseconds } from '../../schemas/timestamp.ts';
import { contextOf } from '../context.ts';
import { NotFound, TaxiiProblem } from '../errors.ts';
import { bodyOf, readJson } from './read-json.ts';
import type { AccountResource, AccountsResource, CredentialResource, SecretResource } from './resources.ts';
import { sendJson } from './send-json.ts';

const DAY: Microseconds = 86_400 * 1e6;
const LONGEST_DAYS = 3_650;
/** How long the old key counts beside the new one, as on the command line. */
const OVERLAP = DAY;

export const getAccounts = (exchange: Exchange): RequestHandler[] => [
  async function sendAccounts(request, response) {
    const accounts = await administrationOf(exchange, request).list();
    const agencies = contextOf(request).directory.catalogue?.agencies ?? [];
    const resource: AccountsResource = {
      accounts: accounts.map((account) => accountResource(account, [])),
      agencies: agencies.map(({ name, title }) => ({ name, title })),
    };
    await sendJson(request, response, 200, resource);
  },
];

export const getAccount = (exchange: Exchange): RequestHandler[] => [
  async function sendAccount(request, response) {
    const found = await administrationOf(exchange, request).find(nameIn(request));
    if (found === undefined) throw new NotFound('account');
    await sendJson(request, response, 200, accountResource(found.account, found.uses));
  },
];

/** `{"name", "agency"}`. */
export const createAccount = (exchange: Exchange): RequestHandler[] =>
  changing(exchange, async (administration, request) => {
    const { name, agency } = bodyOf(request);
    if (typeof name !== 'string' || typeof agency !== 'string') throw new TaxiiProblem('malformed-request', { description: 'The body needs the texts "name" and "agency".' });
    return { secret: await administration.create(name, agency) };
  });

export const changePassword = (exchange: Exchange): RequestHandler[] =>
  changing(exchange, async (administration, request) => ({ secret: await administration.newPassword(nameIn(request)) }));

/** `{"disabled"}`. */
export const changeAccount = (exchange: Exchange): RequestHandler[] =>
  changing(exchange, async (administration, request) => {
    const { disabled } = bodyOf(request);
    if (typeof disabled !== 'boolean') throw new TaxiiProblem('malformed-request', { description: 'The body needs "disabled", true or false.' });
    await administration.setDisabled(nameIn(request), disabled);
    return {};
  });

/** `{"name"}`, with `collections`, `rights` and `days` where it is limited. */
export const addKey = (exchange: Exchange): RequestHandler[] =>
  changing(exchange, async (administration, request) => ({ secret: await administration.addKey(nameIn(request), wishesIn(request)) }));

export const rotateKey = (exchange: Exchange): RequestHandler[] =>
  changing(exchange, async (administration, request) => ({
    secret: await administration.rotateKey(nameIn(request), credentialIn(request), now() + OVERLAP),
    old_until: formatTimestamp(now() + OVERLAP),
  }));

export const revokeCredential = (exchange: Exchange): RequestHandler[] => [
  async function revoke(request, response) {
    await administrationOf(exchange, request).revoke(nameIn(request), credentialIn(request)).catch(toProblem);
    await sendJson(request, response, 200, {});
  },
];

function changing(exchange: Exchange, change: (administration: Administration, request: Request) => Promise<SecretResource>): RequestHandler[] {
  return [
    readJson(),
    async function changeAndTell(request, response) {
      await sendJson(request, response, 200, await change(administrationOf(exchange, request), request).catch(toProblem));
    },
  ];
}

function administrationOf(exchange: Exchange, request: Request): Administration {
  const administration = exchange.administration(contextOf(request));
  if (administration === undefined) throw new NotFound('page');
  return administration;
}

function nameIn(request: Request): string {
  return String(request.params['account']);
}

function credentialIn(request: Request): string {
  return String(request.params['credential']);
}

function wishesIn(request: Request): KeyWishes {
  const { name, collections, rights, days } = bodyOf(request);
  const known = new Set(contextOf(request).directory.catalogue?.apiRoots.flatMap((root) => root.collections.map(({ id }) => id)));
  const isRight = (right: unknown): right is 'read' | 'write' => right === 'read' || right === 'write';
  const areCollections = collections === undefined || (Array.isArray(collections) && collections.length > 0 && collections.every((id) => known.has(id)));
  const areRights = rights === undefined || (Array.isArray(rights) && rights.length > 0 && rights.every(isRight));
  const isTime = days === undefined || (typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= LONGEST_DAYS);
  if (typeof name !== 'string' || !areCollections || !areRights || !isTime) {
    throw new TaxiiProblem('malformed-request', { description: `The body needs the text "name", and may have "collections" (ids), "rights" (read, write), and "days" (1 to ${LONGEST_DAYS}).` });
  }
  const scope = { ...(collections === undefined ? {} : { collections: collections as string[] }), ...(rights === undefined ? {} : { rights }) };
  return {
    name,
    ...(Object.keys(scope).length === 0 ? {} : { scope }),
    ...(days === undefined ? {} : { expiresAt: now() + days * DAY }),
  };
}

function accountResource(account: Account, uses: readonly CredentialUse[]): AccountResource {
  const { name, agency, disabled, networks, certificateRequired } = account;
  return {
    name,
    agency,
    disabled,
    ...(networks === undefined ? {} : { networks }),
    certificate_required: certificateRequired === true,
    credentials: credentialsOf(account).map((credential) => credentialResource(credential, uses)),
  };
}

function credentialResource({ id, name, kind, scope, expiresAt, createdAt, previous }: Credential, uses: readonly CredentialUse[]): CredentialResource {
  const lastUsed = uses.find(({ credential }) => credential === id)?.lastUsed;
  return {
    id,
    name,
    kind,
    ...(scope === undefined ? {} : { scope }),
    ...(expiresAt === undefined ? {} : { expires_at: formatTimestamp(expiresAt) }),
    ...(createdAt === undefined ? {} : { created_at: formatTimestamp(createdAt) }),
    ...(lastUsed === undefined ? {} : { last_used: formatTimestamp(lastUsed) }),
    ...(previous === undefined || previous.validUntil <= now() ? {} : { old_until: formatTimestamp(previous.validUntil) }),
  };
}

function toProblem(error: unknown): never {
  if (error instanceof NotPossible) throw new TaxiiProblem('not-possible', { description: error.message });
  throw error;
}
