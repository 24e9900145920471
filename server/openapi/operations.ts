// GET /openapi.json and GET /openapi/ — how the exchange is spoken to, for programs and for people; beside the standard's
// paths, without credentials, the same at every exchange (T-8.2.1-04; docs/decisions/2026-11-29-api-document.md)
import type { Operation, Parts } from '../operation.ts';
import { sendStatic, type StaticAnswer } from '../static-answer.ts';
import type { HeaderName } from './headers.ts';
import { HTML_MEDIA_TYPE, JSON_MEDIA_TYPE } from './media-types.ts';

const STATIC_HEADERS: readonly HeaderName[] = ['Cache-Control', 'Vary', 'X-Content-Type-Options', 'Content-Encoding'];

export const getApiDocument: Operation = {
  id: 'getApiDocument',
  summary: 'This document',
  description: 'OpenAPI 3.1. It is the same at every exchange that runs this version, and says nothing of any.',
  parameters: [],
  answers: [{ status: 200, description: 'The document.', mediaType: JSON_MEDIA_TYPE, headers: STATIC_HEADERS }],
  steps: [sends(({ json }) => json)],
};

export const getApiPage: Operation = {
  id: 'getApiPage',
  summary: 'This document, to read',
  description: 'A page without scripts.',
  parameters: [],
  answers: [
    {
      status: 200,
      description: 'The page.',
      mediaType: HTML_MEDIA_TYPE,
      headers: [...STATIC_HEADERS, 'Content-Security-Policy', 'Referrer-Policy'],
    },
  ],
  steps: [sends(({ page }) => page)],
};

function sends(choose: (made: ReturnType<Parts['apiDocument']>) => StaticAnswer): Operation['steps'][number] {
  return {
    refuses: [],
    handler: ({ apiDocument }) =>
      function sendDocument(request, response) {
        sendStatic(request, response, choose(apiDocument()));
      },
  };
}
