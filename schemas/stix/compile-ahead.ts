// Compiles the schemas before somebody needs them.
import { SCHEMA_FILES } from './schema-files.ts';
import { objectValidators } from './validators.ts';

/** After each schema comes a rest of so many times what it took. */
const REST = 9;
/** Milliseconds until the first. */
const BEGINNING = 100;

/**
 * Compiles the schemas of objects, one after another, in a tenth of this thread's time, where the first object of each type would wait for its own
 * otherwise, and all that the thread does with it. What is needed meanwhile is compiled at once. Keeps no process from ending.
 * @returns ends it
 */
export function compileAhead(): () => void {
  const paths = SCHEMA_FILES.map(({ path }) => path).values();
  let timer = setTimeout(compileNext, BEGINNING).unref();
  return () => clearTimeout(timer);

  function compileNext(): void {
    const { value: path } = paths.next();
    if (path === undefined) return;
    const began = performance.now();
    objectValidators.compile(path);
    timer = setTimeout(compileNext, REST * (performance.now() - began)).unref();
  }
}
