// What the scenarios ask: something that is there, and, where it is to be cold, nothing twice.
import { startSurvey, type Ground } from '../../bench/server/ground.ts';
import { randomFrom } from '../../bench/random.ts';
import { READ_SCENARIOS } from '../../bench/server/scenarios/reading.ts';

const PATH = '/bench/collections/bulk/objects/';
const dateOf = (number: number): string => `2026-01-01T00:00:00.${String(number).padStart(6, '0')}Z`;

function groundOf(count: number): Ground {
  const survey = startSurvey(PATH, randomFrom(7));
  for (let number = 1; number <= count; number += 1) survey.see({ id: `note--${number}`, dateAdded: dateOf(number) });
  return survey.ground();
}

const scenario = (name: string) => READ_SCENARIOS.find((one) => one.name === name) ?? READ_SCENARIOS[0];

test('a survey knows how many there are, the newest, and the one that ten came after', () => {
  expect(groundOf(3_000)).toMatchObject({ path: PATH, count: 3_000, newest: dateOf(3_000), tenBefore: dateOf(2_990) });
});

test('a survey of more than is remembered remembers some of everywhere', () => {
  const { dates, ids, count } = groundOf(40_000);
  expect([dates.length, ids.length, count]).toEqual([20_000, 20_000, 40_000]);
  const late = dates.filter((date) => date > dateOf(20_000)).length;
  expect(late).toBeGreaterThan(9_000);
  expect(late).toBeLessThan(11_000);
});

test('a survey is the same for the same seed', () => {
  expect(groundOf(3_000)).toEqual(groundOf(3_000));
});

test('there is no ground where there is nothing', () => {
  expect(() => startSurvey(PATH).ground()).toThrow(/nothing/);
});

test.each([
  ['page-100-cold', 100],
  ['page-1000-cold', 1_000],
  ['manifest', 100],
  ['type', 100],
])('%s asks for whole pages, and never twice for the same', (name, limit) => {
  const ground = groundOf(4_000);
  const first = scenario(name)?.requests(ground, 0, 3_000) ?? [];
  const second = scenario(name)?.requests(ground, 3_000, 3_000) ?? [];
  const paths = [...first, ...second].map(({ path }) => path);
  expect(new Set(paths).size).toBe(6_000);
  const asked = paths.map((path) => /limit=(\d+)&added_after=([^&]+)/.exec(path) ?? []);
  expect(asked.filter(([, objects, date = '']) => Number(objects) < limit || date > dateOf(4_000 - limit))).toEqual([]);
});

test.each(['page-100-warm', 'page-1000-warm', 'poll-nothing', 'poll-10'])('%s is one question that everybody asks', (name) => {
  const ground = groundOf(4_000);
  const requests = scenario(name)?.requests(ground, 0, 100) ?? [];
  expect(requests).toHaveLength(1);
  expect(scenario(name)?.requests(ground, 500, 100)).toEqual(requests);
});

test('a hundred ids are a hundred', () => {
  const [request] = scenario('id-100')?.requests(groundOf(4_000), 0, 1) ?? [];
  const ids = new URL(request?.path ?? '', 'http://x').searchParams.get('match[id]')?.split(',');
  expect(new Set(ids).size).toBe(100);
});
