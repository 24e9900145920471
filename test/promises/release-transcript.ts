// What an agency is answered by an exchange, step by step, without what may differ between two exchanges that show it the
// same: the dates that they gave, of which the order is left, entity tags, of which is left which are the same, and what they
// made up or signed.
import type { PlainAnswer } from '../protocol/release-world.ts';
import type { Reference } from './release-steps.ts';

/** One answer, and to which request. */
export interface Entry {
  readonly request: string;
  /** Whose dates it tells; dates of two collections have no order. */
  readonly scope: string;
  readonly answer: PlainAnswer;
}

const DATE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g;
const NEXT = /(?<![\d:])1\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?/g;
/** An object without versions is told by its date; in an aggregate that is the part's, which has no order among the aggregate's. */
const UNVERSIONED = /"version":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"/g;
/** What is refused without a version of its own bears the time of the request, which has no order among dates added. */
const FAILURES = /"failures":\[.*?\],"pending_count"/;
/** Times of requests, and dates of several collections side by side. */
const CONSUMER_DATES = /(?<="(?:last_poll|last_publication|position|behind_since)":")[^"]*/g;
/** Made from dates: which of them are the same is what is left. */
const ENTITY_TAG = /(?<=^etag: )"[\w-]+"$/m;
const STATUS_ID = /(?<="id":")[0-9a-f-]{36}(?=","status")/;
/** Headers of the connection, the time, and what is made up for each request. */
const NOT_OF_THE_ANSWER = new Set(['date', 'connection', 'keep-alive', 'x-request-id']);

/** Takes down what an exchange answers and gives back what later requests refer to. */
export class Transcript {
  readonly entries: Entry[] = [];
  readonly #statusScopes = new Map<string, string>();

  add(request: string, scope: string | undefined, answer: PlainAnswer): void {
    const [id] = STATUS_ID.exec(answer.text) ?? [];
    const known = scope ?? this.#statusScopes.get(id ?? '') ?? '';
    if (id !== undefined) this.#statusScopes.set(id, known);
    this.entries.push({ request, scope: known, answer });
  }

  /** What the reference stands for, or something like it where there was no such thing yet. */
  valueOf({ kind, back }: Reference, scope: string | undefined): string {
    switch (kind) {
      case 'next':
        return this.#earlier(back, scope, ({ text }) => /"next":"([^"]+)"/.exec(text)?.[1]) ?? 'none';
      case 'date':
        return this.#earlier(back, scope, ({ headers }) => headers['x-taxii-date-added-last']) ?? '2001-01-01T00:00:00Z';
      case 'etag':
        return this.#earlier(back, undefined, ({ headers }) => headers['etag']) ?? '"0"';
      case 'status':
        return this.#earlier(back, undefined, ({ text }) => STATUS_ID.exec(text)?.[0]) ?? '3f2d1e0c-0000-4000-8000-000000000000';
      case 'foreign next':
        throw new Error('another agency has to be asked for it');
    }
  }

  #earlier(back: number, scope: string | undefined, find: (answer: PlainAnswer) => string | undefined): string | undefined {
    const found = this.entries
      .filter((entry) => scope === undefined || entry.scope === scope)
      .map(({ answer }) => find(answer))
      .filter((value) => value !== undefined);
    return found.at(-1 - back) ?? found.at(-1);
  }

  /** What can be compared with the transcript of another exchange. */
  normalised(): object[] {
    const ranks = new Map<string, Map<string, string>>();
    for (const [scope, entries] of Object.entries(Object.groupBy(this.entries, ({ scope: of }) => of))) {
      const dates = (entries ?? []).flatMap(({ answer }) => blanked(textOf(answer)).match(DATE) ?? []);
      ranks.set(scope, new Map([...new Set(dates)].toSorted().map((date, rank) => [date, `<date ${rank}>`])));
    }
    const tags = new Map<string, string>();
    return this.entries.map(({ request, scope, answer }) => ({
      request,
      answer: blanked(textOf(answer))
        .replaceAll(DATE, (date) => ranks.get(scope)?.get(date) ?? date)
        .replace(ENTITY_TAG, (tag) => {
          tags.set(tag, tags.get(tag) ?? `<tag ${tags.size}>`);
          return tags.get(tag) ?? '';
        }),
    }));
  }
}

function textOf({ status, headers, text }: PlainAnswer): string {
  const told = Object.entries(headers).filter(([name]) => !NOT_OF_THE_ANSWER.has(name));
  return [status, ...told.toSorted().map(([name, value]) => `${name}: ${value}`), '', text].join('\n');
}

function blanked(text: string): string {
  return text
    .replaceAll(/"error_id":"[^"]*"/g, '"error_id":"…"')
    .replaceAll(CONSUMER_DATES, '…')
    .replaceAll(/"(request_timestamp|told_since|sight)":"[^"]*"/g, '"$1":"…"')
    .replace(FAILURES, (failures) => failures.replaceAll(DATE, '…'))
    .replace(STATUS_ID, '…')
    .replaceAll(UNVERSIONED, '"version":"<its date>"')
    .replaceAll(NEXT, '<next>');
}
