// Reads the small JSON bodies of the console's own requests.
import { json, type Request, type RequestHandler } from 'express';
import { BadRequest, TaxiiProblem, UnsupportedMediaType } from '../errors.ts';
import { askForBody } from '../expect-continue.ts';

/** Octets. */
const LONGEST = 256 * 1024;

/** Puts the body, which has to be a JSON object, into `request.body`. Forms of other sites can't send that type. */
export function readJson(): RequestHandler {
  const read = json({ limit: LONGEST, type: 'application/json', inflate: false });
  return function readJsonObject(request, response, next): void {
    if (request.is('application/json') === false) throw new UnsupportedMediaType('Send the body as application/json.');
    askForBody(request, response);
    read(request, response, (error?: unknown) => {
      if (error === undefined || error === null) return next();
      const { status } = error as { status?: number };
      if (status === 413) return next(new TaxiiProblem('body-too-large', { description: `The body is longer than ${LONGEST} octets.` }));
      next(new BadRequest('malformed-json', 'The body is no JSON object.'));
    });
  };
}

/** The members of the body; after `readJson`. @throws {BadRequest} where it is no object */
export function bodyOf(request: Request): Readonly<Record<string, unknown>> {
  const body: unknown = request.body;
  if (isObject(body)) return body;
  throw new BadRequest('malformed-json', 'The body is no JSON object.');
}

/** Whether it is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 400, with what the body has to have. */
export function malformed(description: string): TaxiiProblem {
  return new TaxiiProblem('malformed-request', { description });
}

/** The entries of the list `changes` in the body. @throws {TaxiiProblem} where there are none, or more than `most` */
export function changesIn(request: Request, most: number): readonly unknown[] {
  const { changes } = bodyOf(request);
  if (Array.isArray(changes) && changes.length > 0 && changes.length <= most) return changes;
  throw malformed(`The body needs the list "changes", of 1 to ${most} entries.`);
}
