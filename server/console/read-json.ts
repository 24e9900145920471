// Reads the small JSON bodies of the console's own requests.
import { json, type Request, type RequestHandler } from 'express';
import { BadRequest, TaxiiProblem, UnsupportedMediaType } from '../errors.ts';

/** Octets. */
const LONGEST = 256 * 1024;

/** Puts the body, which has to be a JSON object, into `request.body`. Forms of other sites can't send that type. */
export function readJson(): RequestHandler {
  const read = json({ limit: LONGEST, type: 'application/json', inflate: false });
  return function readJsonObject(request, response, next): void {
    if (request.is('application/json') === false) throw new UnsupportedMediaType('Send the body as application/json.');
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
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new BadRequest('malformed-json', 'The body is no JSON object.');
}
