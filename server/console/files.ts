// The console's pages: built files, with a policy that lets a browser run nothing else and ask nobody else.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { Router, type RequestHandler } from 'express';
import { NotFound, TaxiiProblem } from '../errors.ts';

/** Where `npm run console` puts what it builds. */
export const BUILT = fileURLToPath(new URL('../../console/built/', import.meta.url));

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of everything that the console answers. */
export const secureHeaders: RequestHandler = function setSecureHeaders(_request, response, next): void {
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  next();
};

/** Serves the built files; every path that is no file is a page of the console, which finds out by itself which one. */
export function files(folder = BUILT): Router {
  const router = Router({ caseSensitive: true });
  // Their names change with their content.
  router.use('/assets', express.static(`${folder}assets`, { immutable: true, maxAge: '1y', index: false, redirect: false }));
  router.use('/assets', (_request, _response, next) => next(new NotFound('file')));
  router.get('/*path', sendPage);
  router.get('/', sendPage);
  return router;

  function sendPage(...[request, response]: Parameters<RequestHandler>): void {
    const page = readPage(`${folder}index.html`);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('Content-Length', page.length);
    response.end(request.method === 'HEAD' ? undefined : page);
  }
}

function readPage(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    const description = 'The console was not built: `npm run console` in the folder of the program does it. Everything else works.';
    throw new TaxiiProblem('console-not-built', { description });
  }
}
