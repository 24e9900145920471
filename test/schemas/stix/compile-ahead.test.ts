// Schemas are compiled before somebody needs them, a little at a time.
import { jest } from '@jest/globals';
import { compileAhead } from '../../../schemas/stix/compile-ahead.ts';
import { SCHEMA_FILES } from '../../../schemas/stix/schema-files.ts';
import { objectValidators } from '../../../schemas/stix/validators.ts';

const PATHS = SCHEMA_FILES.map(({ path }) => path);

let compiled: string[];
let clock: number;
beforeEach(() => {
  compiled = [];
  clock = 0;
  jest.useFakeTimers();
  jest.spyOn(performance, 'now').mockImplementation(() => clock);
  const compile = objectValidators.compile;
  jest.spyOn(objectValidators, 'compile').mockImplementation((path) => {
    compiled.push(path);
    // What takes ten milliseconds, whatever this machine takes.
    clock += 10;
    compile(path);
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

test('all are compiled, each after a rest of nine times what the one before took', () => {
  compileAhead();
  jest.advanceTimersByTime(100);
  expect(compiled).toEqual(PATHS.slice(0, 1));
  jest.advanceTimersByTime(89);
  expect(compiled).toEqual(PATHS.slice(0, 1));
  jest.advanceTimersByTime(1);
  expect(compiled).toEqual(PATHS.slice(0, 2));
  jest.advanceTimersByTime(PATHS.length * 90);
  expect(compiled).toEqual(PATHS);
});

test('none is compiled any more when it is ended', () => {
  const end = compileAhead();
  jest.advanceTimersByTime(300);
  const before = [...compiled];
  end();
  jest.advanceTimersByTime(PATHS.length * 90);
  expect(compiled).toEqual(before);
  expect(before.length).toBeGreaterThan(0);
});
