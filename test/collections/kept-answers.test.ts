// Which answers are kept.
import { createKeptAnswers, type KeptAnswer, type Made } from '../../collections/kept-answers.ts';

const answerOf = (size: number): KeptAnswer<Made> => ({ made: { size, isPersonal: false }, dates: [], versions: 1 });

test('a large answer is kept when it is made a second time, for as long as nothing changes', () => {
  const answers = createKeptAnswers(10_000);
  const [first, second] = [answerOf(4_000), answerOf(4_000)];
  answers.keep('key', '1', first);
  expect(answers.find(['key'], '1')).toBeUndefined();
  answers.keep('key', '1', second);
  expect(answers.find(['other', 'key'], '1')).toBe(second);
  expect(answers.find(['key'], '2')).toBeUndefined();
  // In another state it is another answer, made for the first time.
  answers.keep('key', '2', first);
  expect(answers.find(['key'], '2')).toBeUndefined();
});

test('a small answer is kept at once', () => {
  const answers = createKeptAnswers(10_000);
  const small = answerOf(2_000);
  answers.keep('key', '1', small);
  expect(answers.find(['key'], '1')).toBe(small);
});

test('large answers that are made once take no place of those that are asked for again', () => {
  const answers = createKeptAnswers(10_000);
  const wanted = answerOf(4_000);
  for (let time = 0; time < 2; time += 1) answers.keep('wanted', '1', wanted);
  for (let index = 0; index < 100; index += 1) answers.keep(`once ${index}`, '1', answerOf(4_000));
  expect(answers.find(['wanted'], '1')).toBe(wanted);
});

test('of more than there is room for, those go that were not asked for the longest', () => {
  const answers = createKeptAnswers(10_000);
  for (const key of ['a', 'b', 'a', 'b', 'c', 'c']) {
    answers.find(['a'], '1');
    answers.keep(key, '1', answerOf(4_000));
  }
  expect(['a', 'b', 'c'].map((key) => answers.find([key], '1') !== undefined)).toEqual([true, false, true]);
});

test('nothing is kept where nothing is to be', () => {
  const answers = createKeptAnswers(0);
  for (let time = 0; time < 3; time += 1) answers.keep('key', '1', answerOf(1));
  expect(answers.find(['key'], '1')).toBeUndefined();
});
