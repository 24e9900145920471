// What the bench is asked to do.
import { isAskedFor, readOptions } from '../../bench/server/options.ts';

test('without a word it is five rounds on ten thousand objects', () => {
  expect(readOptions([], {})).toEqual({ sizes: [10_000], rounds: 5, seconds: 2, connections: 16, share: 1, json: false, serve: [] });
});

test('words and environment are understood', () => {
  const words = ['--objects', '10000,1000000', '--only', 'page,walk', '--quick', '--rounds', '2', '--connections', '100', '--serve=--workers 2', '--compare', 'a.json', '--keep', 'stores'];
  const environment = { LIAISON_FEED: 'feed.json', LIAISON_BENCH_OTHER_USER: 'me', LIAISON_BENCH_OTHER_PASSWORD: 'secret' };
  expect(readOptions([...words, '--other', 'http://127.0.0.1:1/root/collections/id/'], environment)).toEqual({
    sizes: [10_000, 1_000_000],
    only: ['page', 'walk'],
    rounds: 2,
    seconds: 0.5,
    connections: 100,
    share: 0.1,
    json: false,
    compare: 'a.json',
    serve: ['--workers', '2'],
    other: new URL('http://127.0.0.1:1/root/collections/id/'),
    otherAuthorization: `Basic ${btoa('me:secret')}`,
    feed: 'feed.json',
    keep: 'stores',
  });
});

test.each([
  [['--objects', 'many'], /--objects takes a number from 2000 on, not "many"/],
  [['--objects', '10'], /--objects/],
  [['--rounds', '0'], /--rounds/],
  [['--connections', '0'], /--connections takes a number from 1 on/],
  [['--other', 'https://example.org/taxii2/'], /--other takes the URL of a collection/],
])('%j is refused in a sentence', (words, sentence) => {
  expect(() => readOptions(words, {})).toThrow(sentence);
});

test.each([
  [undefined, 'walk', true],
  [['page'], 'page-100-cold', true],
  [['page', 'walk'], 'walk', true],
  [['page'], 'walk', false],
])('with --only %j, %s is asked for: %s', (only, name, expected) => {
  expect(isAskedFor(name, only === undefined ? {} : { only })).toBe(expected);
});
