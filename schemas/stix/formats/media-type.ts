// Media types (RFC 6838, 4.2): type and subtype.

const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;

const TOP_LEVEL_TYPES = new Set([
  'application',
  'audio',
  'example',
  'font',
  'haptics',
  'image',
  'message',
  'model',
  'multipart',
  'text',
  'video',
]);

/** Whether the text is a type and a subtype, without parameters. */
export function isMediaType(text: string): boolean {
  return text.length <= 255 && MEDIA_TYPE.test(text);
}

/** Whether the text is a media type below one of the top-level types that IANA has registered. */
export function hasRegisteredTopLevel(text: string): boolean {
  return isMediaType(text) && TOP_LEVEL_TYPES.has(text.slice(0, text.indexOf('/')).toLowerCase());
}
