// /console/api/accounts/ — accounts and credentials, for operators; secrets are told once, when they are made
import type { Request, RequestHandler } from 'express';
import type { Administration } from '../../collections/accounts/administration.ts';
import { CREDENTIAL_KINDS, credentialsOf, type Credential } from '../../collections/accounts/credential.ts';
import type { Exchange } from '../../collections/exchange.ts';
import type { Account, CredentialUse } from '../../collections/storage/port.ts';
import { formatTimestamp, now } from '../../schemas/timestamp.ts';
import { contextOf } from '../context.ts';
import { NotFound } from '../errors.ts';
import { areTexts, inDays, proofIn, scopeIn } from './credential-wishes.ts';
import { bodyOf, malformed, readJson } from './read-json.ts';
import type { AccountResource, AccountsResource, CredentialResource, SecretResource } from './resources.ts';
import { sendJson } from './send-json.ts';
import { toProblem } from './to-problem.ts';

const MOST_NETWORKS = 200;

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

/** `{"name", "agency"}`, and `without_password` where only credentials are to let it in. */
export const createAccount = (exchange: Exchange): RequestHandler[] =>
  changing(exchange, async (administration, request) => {
    const { name, agency, without_password: isBare = false } = bodyOf(request);
    if (typeof name !== 'string' || typeof agency !== 'string' || typeof isBare !== 'boolean') {
      throw malformed('The body needs the texts "name" and "agency", and may have "without_password", true or false.');
    }
    return withSecret(await administration.create(name, agency, isBare ? 'none' : 'made'));
  });

/** `{"overlap_days"}`, for which the password of before counts as well; not at all when left out. */
export const changePassword = (exchange: Exchange): RequestHandler[] =>
  changing(exchange, async (administration, request) => {
    const oldUntil = inDays('overlap_days', bodyOf(request));
    return { ...withSecret(await administration.changePassword(nameIn(request), undefined, oldUntil)), ...(oldUntil === undefined ? {} : { old_until: formatTimestamp(oldUntil) }) };
  });

/** Any of `disabled`, `networks`, and `certificate_required`. */
export const changeAccount = (exchange: Exchange): RequestHandler[] =>
  changing(exchange, async (administration, request) => {
    const { disabled, networks, certificate_required: isRequired } = bodyOf(request);
    const isSwitch = (value: unknown): value is boolean | undefined => value === undefined || typeof value === 'boolean';
    const isNothing = disabled === undefined && networks === undefined && isRequired === undefined;
    if (isNothing || !isSwitch(disabled) || !isSwitch(isRequired) || !(networks === undefined || areTexts(networks, MOST_NETWORKS))) {
      throw malformed(`The body needs one of "disabled" and "certificate_required", true or false, and "networks", a list of at most ${MOST_NETWORKS} texts.`);
    }
    const name = nameIn(request);
    if (networks !== undefined) await administration.setNetworks(name, networks);
    if (isRequired !== undefined) await administration.setCertificateRequired(name, isRequired);
    if (disabled !== undefined) await administration.setDisabled(name, disabled);
    return {};
  });

/** `{"name", "kind"}` with what names a certificate or an OpenID subject, and `collections`, `rights` and `days` where it is limited. */
export const addCredential = (exchange: Exchange): RequestHandler[] =>
  changing(exchange, async (administration, request) => {
    const body = bodyOf(request);
    const { name, kind = 'api-key' } = body;
    const known = CREDENTIAL_KINDS.find((each) => each === kind);
    if (typeof name !== 'string' || known === undefined) throw malformed(`The body needs the text "name", and may have "kind" (${CREDENTIAL_KINDS.join(', ')}).`);
    const [scope, expiresAt] = [scopeIn(body, contextOf(request).directory.catalogue), inDays('days', body)];
    const limits = { ...(scope === undefined ? {} : { scope }), ...(expiresAt === undefined ? {} : { expiresAt }) };
    const { secret } = await administration.addCredential(nameIn(request), { name, proof: proofIn(known, body), ...limits });
    return withSecret(secret);
  });

/** What names the certificate or OpenID subject from now on; `overlap_days` (1), and `days` where it counts until another day than before. */
export const rotateCredential = (exchange: Exchange): RequestHandler[] =>
  changing(exchange, async (administration, request) => {
    const body = bodyOf(request);
    const [name, id] = [nameIn(request), credentialIn(request)];
    const found = await administration.find(name);
    const kind = found === undefined ? undefined : credentialsOf(found.account).find((credential) => credential.id === id)?.kind;
    const oldUntil = inDays('overlap_days', { overlap_days: 1, ...body });
    const expiresAt = inDays('days', body);
    const limits = { ...(oldUntil === undefined ? {} : { oldUntil }), ...(expiresAt === undefined ? {} : { expiresAt }) };
    const { secret } = await administration.rotate(name, id, { proof: proofIn(kind ?? 'api-key', body), ...limits });
    return { ...withSecret(secret), ...(oldUntil === undefined ? {} : { old_until: formatTimestamp(oldUntil) }) };
  });

export const revokeCredential = (exchange: Exchange): RequestHandler[] => [
  async function revoke(request, response) {
    await administrationOf(exchange, request).revoke(nameIn(request), credentialIn(request)).catch(toProblem);
    await sendJson(request, response, 200, {});
  },
];

/** Takes away what a credential was before it was rotated. */
export const revokePrevious = (exchange: Exchange): RequestHandler[] => [
  async function revokeOld(request, response) {
    await administrationOf(exchange, request).revokeOld(nameIn(request), credentialIn(request)).catch(toProblem);
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

function withSecret(secret: string | undefined): SecretResource {
  return secret === undefined ? {} : { secret };
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

function credentialResource({ id, name, kind, proof, scope, expiresAt, createdAt, previous }: Credential, uses: readonly CredentialUse[]): CredentialResource {
  const lastUsed = uses.find(({ credential }) => credential === id)?.lastUsed;
  return {
    id,
    name,
    kind,
    ...(kind === 'certificate' || kind === 'openid' ? { matches: proof } : {}),
    ...(scope === undefined ? {} : { scope }),
    ...(expiresAt === undefined ? {} : { expires_at: formatTimestamp(expiresAt) }),
    ...(createdAt === undefined ? {} : { created_at: formatTimestamp(createdAt) }),
    ...(lastUsed === undefined ? {} : { last_used: formatTimestamp(lastUsed) }),
    ...(previous === undefined || previous.validUntil <= now() ? {} : { old_until: formatTimestamp(previous.validUntil) }),
  };
}
