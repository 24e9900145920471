// What the bench is asked to do.
import { parseArgs } from 'node:util';

/** The options of `npm run bench`. */
export interface BenchOptions {
  /** How many objects the collection that is read holds; the whole bench is run for each. */
  readonly sizes: readonly number[];
  /** Only scenarios whose names begin so; all when left out. */
  readonly only?: readonly string[];
  readonly rounds: number;
  /** How long each load of a round lasts. */
  readonly seconds: number;
  /** Connections that read at the same time, each asking again as soon as it is answered. */
  readonly connections: number;
  /** What share of the envelopes is published. */
  readonly share: number;
  readonly json: boolean;
  /** A file that `--json` wrote. */
  readonly compare?: string;
  /** More words for `liaison serve`. */
  readonly serve: readonly string[];
  /** The URL of a collection on another TAXII server. */
  readonly other?: URL;
  readonly otherAuthorization?: string;
  /** The bundle that is published and read beside synthetic objects. */
  readonly feed?: string;
  /** A folder in which stores are made, and found again. */
  readonly keep?: string;
}

export const USAGE = `npm run bench -- [options]

  --objects N[,N]    how many objects the collection that is read holds (default: 10000)
  --only NAME[,NAME] only scenarios whose names begin so
  --quick            one short round of each: to see that it works, not to know how fast
  --rounds N         rounds of which the median counts (default: 5)
  --seconds N        how long each load of a round lasts (default: 2)
  --connections N    how many read at the same time (default: 16)
  --json             for programs, on standard output
  --compare FILE     beside what --json wrote earlier
  --keep FOLDER      the store stays in that folder, and is measured again where it is there from an earlier time
  --serve='WORDS'    more words for liaison serve, such as '--workers 2'
  --other URL        a collection of another TAXII 2.1 server, https://…/collections/ID/, with the credentials of
                     LIAISON_BENCH_OTHER_USER and LIAISON_BENCH_OTHER_PASSWORD; publishing scenarios publish in it
  LIAISON_FEED       a bundle that is read and published, too
`;

/**
 * Reads the command line.
 * @throws {TypeError} with a sentence for people
 */
export function readOptions(words: readonly string[], environment: Readonly<Record<string, string | undefined>>): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      objects: { type: 'string', default: '10000' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string', default: '16' },
      json: { type: 'boolean', default: false },
      compare: { type: 'string' },
      keep: { type: 'string' },
      serve: { type: 'string', default: '' },
      other: { type: 'string' },
    },
  });
  const [rounds, seconds, share] = values.quick ? [1, 0.5, 0.1] : [5, 2, 1];
  const { LIAISON_FEED: feed, LIAISON_BENCH_OTHER_USER: user, LIAISON_BENCH_OTHER_PASSWORD: password } = environment;
  return {
    sizes: values.objects.split(',').map((word) => numberOf('--objects', word, 2_000)),
    ...(values.only === undefined ? {} : { only: values.only.split(',') }),
    rounds: values.rounds === undefined ? rounds : numberOf('--rounds', values.rounds, 1),
    seconds: values.seconds === undefined ? seconds : numberOf('--seconds', values.seconds, 0.1),
    connections: Math.floor(numberOf('--connections', values.connections, 1)),
    share,
    json: values.json,
    ...(values.compare === undefined ? {} : { compare: values.compare }),
    serve: values.serve.split(/\s+/).filter((word) => word !== ''),
    ...(values.other === undefined ? {} : { other: urlOf(values.other) }),
    ...(user === undefined ? {} : { otherAuthorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` }),
    ...(feed === undefined ? {} : { feed }),
    ...(values.keep === undefined ? {} : { keep: values.keep }),
  };
}

/** Whether a scenario is asked for. */
export function isAskedFor(name: string, { only }: Pick<BenchOptions, 'only'>): boolean {
  return only === undefined || only.some((beginning) => name.startsWith(beginning));
}

function numberOf(option: string, word: string, least: number): number {
  const number = Number(word);
  if (!(number >= least && Number.isFinite(number))) throw new TypeError(`${option} takes a number from ${least} on, not "${word}".`);
  return number;
}

function urlOf(word: string): URL {
  const url = URL.parse(word);
  if (url === null || !/\/collections\/[^/]+\/?$/.test(url.pathname)) {
    throw new TypeError(`--other takes the URL of a collection, https://…/collections/ID/, not "${word}".`);
  }
  return url;
}
