// Turns what ajv reports into sentences; the titles in the schemas complete "must be ...".
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { ResourceFault } from './rules.ts';

const CUSTOM_NAME = 'x_ and then lower-case letters, digits and underscores, at most 250 characters';

const TYPE_PHRASES = new Map<unknown, string>([
  ['object', 'an object'],
  ['array', 'a list'],
  ['string', 'a string'],
  ['boolean', 'true or false'],
]);

/** The fault that an error of the schema check stands for. */
export function explainSchemaError(error: ErrorObject): ResourceFault {
  const { instancePath, keyword, params } = error;
  if (keyword === 'unevaluatedProperties') {
    const name = String(params.unevaluatedProperty);
    const message = `is no property of this resource, and no name of a custom property, which is ${CUSTOM_NAME}`;
    return { pointer: `${instancePath}/${escapeToken(name)}`, message };
  }
  return { pointer: instancePath, message: explain(error) };
}

function explain({ keyword, params, parentSchema, message = 'is not valid' }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return `the required property "${params.missingProperty}" is missing`;
    case 'dependentRequired':
      return `"${params.property}" is there, but "${params.missingProperty}" is missing`;
    case 'minItems':
      return 'must have at least one entry, or be left out where it is optional';
    default: {
      const phrase = phraseOf(parentSchema);
      return phrase === undefined ? message : `must be ${phrase}`;
    }
  }
}

// The title of an object is the name of a resource, not a phrase.
function phraseOf(schema: ErrorObject['parentSchema']): string | undefined {
  const title: unknown = schema?.type === 'object' ? undefined : schema?.title;
  return typeof title === 'string' ? title : TYPE_PHRASES.get(schema?.type);
}

// RFC 6901, 3.
function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
