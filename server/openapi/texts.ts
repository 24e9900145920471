// What the API document says in words, beside what each operation says of itself.

/** What the document says of itself. Paragraphs are separated by empty lines. */
export const DESCRIPTION = `How programs speak to this exchange: [TAXII 2.1](https://docs.oasis-open.org/cti/taxii/v2.1/os/taxii-v2.1-os.html), and a few endpoints beside it. This document is made of the routes and schemas that the server itself uses.

Paths are case-sensitive, and answered with and without the slash at their end. Wherever there is GET there is HEAD, with the same answer but for its body. A URL parameter that an operation does not define is ignored, unless the operation says otherwise.

Resources are \`application/taxii+json;version=2.1\`, which \`Accept\` has to allow; so are the bodies of requests.

What an agency may not see, and what is not there, are the same 404. Errors are error resources with an \`error_code\`, which names the kind of error, and an \`error_id\`, which names the occurrence. 429 and 503 say in \`Retry-After\` when to come back.`;

/** What is said of paths and methods that are none of the operations. */
export const ELSEWHERE_DESCRIPTION =
  'What is answered at other paths, to other methods, and to what is no request at all. Who has no credentials gets 401 whatever they ask for, so that nobody finds out what is there.';

/** The tag of the standard's operations. */
export const STANDARD = { name: 'TAXII 2.1', description: 'As the standard defines it.' } as const;
/** The tag of our own operations. */
export const BESIDE_STANDARD = { name: 'Beside the standard', description: 'What this software has beside TAXII 2.1.' } as const;

/** In which ways a request can say who asks; one of them is enough, unless the operator asks for a certificate as well. */
export const SECURITY_SCHEMES = {
  basic: {
    type: 'http',
    scheme: 'basic',
    description: 'An account and its password, or an API key as the password, whatever the name.',
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key, or a token (JWT) of the OpenID provider that the operator trusts. `Authorization: Token` means the same as `Authorization: Bearer`.',
  },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'An API key in a header of its own. The operator may have chosen another name for the header, or none.',
  },
  mutualTLS: {
    type: 'mutualTLS',
    description: 'A client certificate that the operator knows an account by. The operator may ask for one beside any other credentials.',
  },
} as const;

/** What varies in paths. */
export const PATH_PARAMETERS = {
  'api-root': {
    description: 'The path of an API root, as discovery tells it. It may consist of several segments, or of none.',
    schema: { type: 'string' },
  },
  collection: {
    description: 'The id of a collection, or its alias.',
    schema: { type: 'string', minLength: 1 },
  },
  object: {
    description: 'The STIX id of an object.',
    schema: { type: 'string', minLength: 1 },
  },
  status: {
    description: 'The id of a status, as the answer to a publication has it.',
    schema: { type: 'string', minLength: 1 },
  },
} as const;
