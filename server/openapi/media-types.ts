// The media types of the API document and its page.

/** JSON. */
export const JSON_MEDIA_TYPE = 'application/json';
/** The page. */
export const HTML_MEDIA_TYPE = 'text/html; charset=utf-8';
