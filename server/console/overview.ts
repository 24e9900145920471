// GET /console/api/overview/ — what there is, what comes in, what was refused, and who lags behind
import type { RequestHandler } from 'express';
import type { Exchange } from '../../collections/exchange.ts';
import type { Session } from '../../collections/open-collection.ts';
import { isOperator } from '../../collections/oversight.ts';
import { readEntry } from '../../collections/audit/verify.ts';
import { formatTimestamp, now, type Microseconds } from '../../schemas/timestamp.ts';
import { contextOf } from '../context.ts';
import { collectionResource, titlesFor, visibleTo } from './locate.ts';
import type { ConsumerResource, OverviewResource } from './resources.ts';
import { sendJson } from './send-json.ts';

const HOUR: Microseconds = 3_600 * 1e6;
const DAY: Microseconds = 24 * HOUR;
const DAYS = 30;
/** As long as statuses are kept. */
const HOURS = 48;
const MOST_PUBLICATIONS = 2_000;
const MOST_DENIALS = 1_000;

export const getOverview = (exchange: Exchange): RequestHandler[] => [
  async function sendOverview(request, response) {
    const session = contextOf(request);
    const [collections, days, hours, denials, consumers] = await Promise.all([
      collectionsOf(exchange, session),
      daysOf(exchange, session),
      hoursOf(exchange, session),
      denialsOf(exchange, session),
      consumersOf(exchange, session),
    ]);
    const overview: OverviewResource = {
      collections,
      days,
      hours: hours.hours,
      hours_are_whole: hours.isWhole,
      ...(denials === undefined ? {} : { denials }),
      consumers,
    };
    await sendJson(request, response, 200, overview);
  },
];

async function collectionsOf(exchange: Exchange, session: Session): Promise<OverviewResource['collections']> {
  return Promise.all(visibleTo(session).map(async ({ root, entry }) => {
    const collection = exchange.openCollection(session, root, entry.id);
    const tally = collection?.rights.canRead === true ? await collection.tally() : undefined;
    return collectionResource(session, root, entry, tally);
  }));
}

async function daysOf(exchange: Exchange, session: Session): Promise<OverviewResource['days']> {
  const today = Math.floor(now() / DAY);
  const noted = Map.groupBy(await exchange.oversight.activity(session), ({ day }) => day);
  return Array.from({ length: DAYS }, (_, index) => {
    const day = today - DAYS + 1 + index;
    const ofDay = noted.get(day) ?? [];
    return {
      day: formatTimestamp(day * DAY).slice(0, 10),
      requests: ofDay.reduce((sum, { requests }) => sum + requests, 0),
      failures: ofDay.reduce((sum, { failures }) => sum + failures, 0),
    };
  });
}

async function hoursOf(exchange: Exchange, session: Session): Promise<{ hours: OverviewResource['hours']; isWhole: boolean }> {
  const recent = await exchange.oversight.publications(session, undefined, MOST_PUBLICATIONS);
  const byHour = Map.groupBy(recent, ({ completedAt = 0 }) => Math.floor(completedAt / HOUR));
  const last = Math.floor(now() / HOUR);
  const hours = Array.from({ length: HOURS }, (_, index) => {
    const hour = last - HOURS + 1 + index;
    const completed = byHour.get(hour) ?? [];
    return {
      hour: formatTimestamp(hour * HOUR),
      accepted: completed.reduce((sum, { successCount }) => sum + successCount, 0),
      refused: completed.reduce((sum, { failureCount }) => sum + failureCount, 0),
    };
  });
  return { hours, isWhole: recent.length < MOST_PUBLICATIONS };
}

async function denialsOf(exchange: Exchange, session: Session): Promise<OverviewResource['denials']> {
  const audit = exchange.oversight.audit(session);
  if (audit === undefined) return undefined;
  const since = now() - DAY;
  const entries = await audit.find({ kinds: ['denial'], from: since }, MOST_DENIALS);
  const counts: Record<string, number> = {};
  for (const { text } of entries) {
    const { reason, requests } = readEntry(text) ?? {};
    if (typeof reason === 'string' && typeof requests === 'number') counts[reason] = (counts[reason] ?? 0) + requests;
  }
  return { since: formatTimestamp(since), counts, is_whole: entries.length < MOST_DENIALS };
}

// Of collections that the asker doesn't see nothing is told, not even that somebody polls them.
async function consumersOf(exchange: Exchange, session: Session): Promise<ConsumerResource[]> {
  const titles = titlesFor(session);
  const health = isOperator(session) ? await exchange.consumers() : await exchange.health(session);
  return health.flatMap(({ account, collection, requests, failures, lastPoll, behindSince }) => {
    const title = titles.get(collection);
    if (title === undefined) return [];
    return [{
      account,
      collection: { id: collection, title },
      requests,
      failures,
      ...(lastPoll === undefined ? {} : { last_poll: formatTimestamp(lastPoll) }),
      ...(behindSince === undefined ? {} : { behind_since: formatTimestamp(behindSince) }),
    }];
  });
}
