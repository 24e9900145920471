// The schemas as functions, each compiled when it is first needed. The fast form stops at the first mistake and answers
// for nearly every object; for objects with mistakes a thorough form finds them all, or, where they may be too many, the
// first with all there is to say about it.
import { Ajv2020, type AnySchemaObject, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { FORMATS } from './formats/index.ts';
import { isList, isObject, type JsonObject } from './json.ts';
import { referenceTest, targetTest, type ReferenceTarget } from './reference-target.ts';
import { executable, SCHEMA_BASE, SCHEMA_FILES } from './schema-files.ts';

/** Members of our schemas that only explain. */
const ANNOTATIONS = ['rule', 'section', 'vocabulary'];

/**
 * Of what is compiled: taking out what turns out to need no name takes a quarter of the compilation, and V8 doesn't need it: objects
 * are checked as fast without.
 */
const CODE = { optimize: false } as const;

/** Validators for the schema files, by path. */
export interface Validators {
  /** Compiles what `accepts` needs, so that the first who asks doesn't wait for it: up to some tens of milliseconds. */
  compile(path: string): void;
  /** Whether a value has no mistake that a schema could find. */
  accepts(path: string, value: unknown, container?: JsonObject): boolean;
  /** Every mistake, as ajv tells them. */
  mistakes(path: string, value: unknown, container?: JsonObject): readonly ErrorObject[];
  /** Only the first mistake. */
  firstMistake(path: string, value: unknown, container?: JsonObject): readonly ErrorObject[];
}

/** Validators of objects that stand on their own. */
export const objectValidators = createValidators(createAjv);

/**
 * Validators of the objects in an observed-data container: they need no id, and refer to each other by their keys in
 * the container, which has to be given (T-28).
 */
export const containedValidators = createValidators(createContainerAjv);

function createValidators(create: (options: Options) => Ajv2020): Validators {
  const fast = compiler(() => create({ allErrors: false, messages: false, code: CODE }));
  const thorough = compiler(() => create({ allErrors: true, verbose: true, code: CODE }));
  const first = compiler(() => create({ allErrors: false, verbose: true, code: CODE }));
  return {
    compile: (path) => void fast(path),
    accepts: (path, value, container) => fast(path).call(container as never, value),
    mistakes: (path, value, container) => errorsOf(thorough(path), value, container),
    firstMistake: (path, value, container) => errorsOf(first(path), value, container),
  };
}

function errorsOf(validate: ValidateFunction, value: unknown, container?: JsonObject): readonly ErrorObject[] {
  return validate.call(container as never, value) ? [] : (validate.errors ?? []);
}

function compiler(create: () => Ajv2020): (path: string) => ValidateFunction {
  const compiled = new Map<string, ValidateFunction>();
  let ajv: Ajv2020 | undefined;
  return (path) => {
    const known = compiled.get(path);
    if (known !== undefined) return known;
    ajv ??= create();
    const validate = ajv.getSchema(SCHEMA_BASE + path);
    if (validate === undefined) throw new Error(`there is no schema ${path}`);
    compiled.set(path, validate);
    return validate;
  };
}

function createAjv(options: Options): Ajv2020 {
  const ajv = emptyAjv(options);
  ajv.addKeyword({ ...REFERS_TO, compile: (targets: ReferenceTarget[]) => referenceTest(targets) });
  ajv.addSchema(SCHEMA_FILES.map(({ schema }) => executable(schema) as object));
  return ajv;
}

function createContainerAjv(options: Options): Ajv2020 {
  const ajv = emptyAjv({ ...options, passContext: true });
  ajv.addKeyword({
    ...REFERS_TO,
    compile: (targets: ReferenceTarget[], { rule }: AnySchemaObject) =>
      isBeyondContainer(targets, rule as string | undefined) ? referenceTest(targets) : keyTest(targets),
  });
  ajv.addSchema(SCHEMA_FILES.map(({ schema }) => executable(withoutRequiredId(schema)) as object));
  return ajv;
}

const REFERS_TO = { keyword: 'refersTo', type: 'string', schemaType: 'array', errors: false } as const;

function emptyAjv(options: Options): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    validateSchema: false,
    ...options,
  });
  ajv.addVocabulary(ANNOTATIONS);
  for (const [name, test] of Object.entries(FORMATS)) ajv.addFormat(name, test);
  return ajv;
}

/** An object's own id, and markings, are identifiers in a container, too. */
export function isBeyondContainer(targets: readonly ReferenceTarget[], rule: string | undefined): boolean {
  return rule === 'id-type' || targets.includes('marking-definition');
}

// `this` is the container; an object of an unknown type in it passes where a category is named.
function keyTest(targets: readonly ReferenceTarget[]): (this: JsonObject, key: string) => boolean {
  const accepts = targetTest(targets);
  return function isKeyOfTarget(key) {
    const object = Object.hasOwn(this, key) ? this[key] : undefined;
    return isObject(object) && typeof object.type === 'string' && accepts(object.type);
  };
}

function withoutRequiredId(schema: JsonObject): JsonObject {
  return isList(schema.required) ? { ...schema, required: schema.required.filter((name) => name !== 'id') } : schema;
}
