// The API document as it is sent: made when somebody first asks for it.
import { staticAnswer, type StaticAnswer } from '../static-answer.ts';
import { buildDocument } from './document.ts';
import { HTML_MEDIA_TYPE, JSON_MEDIA_TYPE } from './media-types.ts';
import { buildPage } from './page.ts';

interface Made {
  readonly json: StaticAnswer;
  readonly page: StaticAnswer;
}

let made: Made | undefined;

/** The document and its page. */
export function apiDocument(): Made {
  made ??= make();
  return made;
}

function make(): Made {
  const document = buildDocument();
  const { html, contentSecurityPolicy } = buildPage(document);
  return {
    json: staticAnswer(JSON_MEDIA_TYPE, JSON.stringify(document)),
    page: staticAnswer(HTML_MEDIA_TYPE, html, { 'Content-Security-Policy': contentSecurityPolicy, 'Referrer-Policy': 'no-referrer' }),
  };
}
