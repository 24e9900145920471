// GET /console/api/audit/, …/audit/verification/ and …/audit/export/ — the audit log, for operators
import type { Request, RequestHandler } from 'express';
import type { AuditEntry } from '../../collections/audit/chain.ts';
import { AUDIT_KINDS } from '../../collections/audit/event.ts';
import { findEntries, verifyAudit } from '../../collections/audit/search.ts';
import { readEntry } from '../../collections/audit/verify.ts';
import type { Exchange } from '../../collections/exchange.ts';
import type { AuditQuery, AuditReader } from '../../collections/storage/port.ts';
import { formatTimestamp } from '../../schemas/timestamp.ts';
import { contextOf } from '../context.ts';
import { InvalidParameter, NotFound } from '../errors.ts';
import { readInstant, singleParameter } from '../object-query.ts';
import { queryStringOf } from '../target.ts';
import type { AuditEntryResource } from './resources.ts';
import { sendJson } from './send-json.ts';

const PAGE_SIZE = 100;

/** With `from`, `to`, `kind`, `agency`, `account`, `collection`, and `next` of the page before. */
export const getAudit = (exchange: Exchange): RequestHandler[] => [
  async function sendAudit(request, response) {
    const entries = await auditOf(exchange, request).find(queryOf(request), PAGE_SIZE);
    const last = entries.length < PAGE_SIZE ? undefined : entries.at(-1);
    await sendJson(request, response, 200, {
      entries: entries.map(entryResource),
      ...(last === undefined ? {} : { next: `${last.at} ${last.number} ${last.chain}` }),
    });
  },
];

/** Looks at every entry, which takes its time where there are many. */
export const getVerification = (exchange: Exchange): RequestHandler[] => [
  async function sendVerification(request, response) {
    const chains = await verifyAudit(auditOf(exchange, request));
    await sendJson(request, response, 200, { chains });
  },
];

/** What was looked for, as JSON lines with their hashes, as `liaison audit export` writes them. */
export const getExport = (exchange: Exchange): RequestHandler[] => [
  async function sendExport(request, response) {
    const audit = auditOf(exchange, request);
    const query = queryOf(request);
    response.setHeader('Content-Type', 'application/x-ndjson');
    response.setHeader('Content-Disposition', 'attachment; filename="audit.ndjson"');
    response.setHeader('Cache-Control', 'no-store');
    for await (const { text, hash } of findEntries(audit, query)) {
      const line = `${JSON.stringify({ text, hash: Buffer.from(hash).toString('hex') })}\n`;
      if (response.destroyed) return;
      if (!response.write(line)) await new Promise<void>((resolve) => response.once('drain', resolve).once('close', resolve));
    }
    response.end();
  },
];

/** An entry as it was written. */
export function entryResource({ chain, number, at, kind, text }: AuditEntry): AuditEntryResource {
  return { ...readEntry(text), chain, number, at: formatTimestamp(at), kind };
}

function auditOf(exchange: Exchange, request: Request): AuditReader {
  const audit = exchange.oversight.audit(contextOf(request));
  if (audit === undefined) throw new NotFound('page');
  return audit;
}

function queryOf(request: Request): AuditQuery {
  const given = (name: Parameters<typeof singleParameter>[1]): string | undefined => singleParameter(queryStringOf(request), name) || undefined;
  const [from, to, kind, next] = [given('from'), given('to'), given('kind'), given('next')];
  const [agency, account, collection] = [given('agency'), given('account'), given('collection')];
  const known = AUDIT_KINDS.find((each) => each === kind);
  if (kind !== undefined && known === undefined) throw new InvalidParameter('kind', kind, `one of ${AUDIT_KINDS.join(', ')}`);
  return {
    ...(from === undefined ? {} : { from: readInstant('from', from) }),
    ...(to === undefined ? {} : { to: readInstant('to', to) }),
    ...(known === undefined ? {} : { kinds: [known] }),
    ...(agency === undefined ? {} : { agency }),
    ...(account === undefined ? {} : { account }),
    ...(collection === undefined ? {} : { collection }),
    ...(next === undefined ? {} : { after: placeOf(next) }),
  };
}

function placeOf(next: string): NonNullable<AuditQuery['after']> {
  const [, at, number, chain = ''] = /^(\d{1,16}) (\d{1,15}) ([\w.-]{1,100})$/.exec(next) ?? [];
  if (at === undefined) throw new InvalidParameter('next', next, 'the next value of an earlier response');
  return { at: Number(at), number: Number(number), chain };
}
