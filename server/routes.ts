// All endpoints: those of TAXII 2.1 (matrix in 3.1), and ours beside them. app.ts serves them, the API document tells them.
import { getChanges } from './changes.ts';
import type { ErrorCode } from './error-codes.ts';
import { getLive, getReady } from './health.ts';
import { getMe } from './me.ts';
import { getApiDocument, getApiPage } from './openapi/operations.ts';
import type { Operation, Step } from './operation.ts';
import { authenticate } from './steps/authenticate.ts';
import { limitRates } from './steps/limit-rates.ts';
import { findApiRoot } from './steps/locate.ts';
import { getApiRoot } from './taxii/api-root.ts';
import { getCollection, getCollections } from './taxii/collections.ts';
import { getDiscovery } from './taxii/discovery.ts';
import { getManifest } from './taxii/manifest.ts';
import { deleteObject, getObject } from './taxii/object.ts';
import { addObjects, getObjects } from './taxii/objects.ts';
import { getStatus } from './taxii/status.ts';
import { getVersions } from './taxii/versions.ts';
import { validateObjects } from './validation.ts';

/** A path, and what each method does there. HEAD goes with GET. */
export interface Route {
  /** As the standard writes it, with `{name}` for what varies; served with and without the slash at its end (T-3.1-02). */
  readonly path: string;
  readonly get?: Operation;
  readonly post?: Operation;
  readonly delete?: Operation;
}

/** Routes that have the same steps before them. */
export interface RouteGroup {
  readonly routes: readonly Route[];
  /** Before each of them, and before what is none of them. */
  readonly before: readonly Step[];
  /** What else they are refused with, before or behind any step. */
  readonly refuses: readonly ErrorCode[];
}

/** The beginning of each path under an API root. */
export const API_ROOT = '/{api-root}';

const COLLECTION = `${API_ROOT}/collections/{collection}/`;
const OBJECT = `${COLLECTION}objects/{object}/`;

/** What any request may be refused with before it is asked where it goes: take-request.ts and unreadable.ts do. */
const AT_THE_DOOR: readonly ErrorCode[] = [
  'malformed-http',
  'no-host',
  'malformed-forwarded',
  'contradictory-forwarded',
  'request-timeout',
  'expectation-failed',
  'headers-too-large',
  'too-many-connections',
];
const BEHIND_THE_DOOR: readonly ErrorCode[] = [...AT_THE_DOOR, 'overloaded'];
const WITH_CREDENTIALS: readonly ErrorCode[] = [...BEHIND_THE_DOOR, 'internal-error'];

/** How the server is: it is told to anybody, and when there is much to do as well. */
export const HEALTH: RouteGroup = {
  routes: [
    { path: '/health/live', get: getLive },
    { path: '/health/ready', get: getReady },
  ],
  before: [],
  refuses: AT_THE_DOOR,
};

/** How the server is spoken to: it is told to anybody. */
export const DOCUMENT: RouteGroup = {
  routes: [
    { path: '/openapi.json', get: getApiDocument },
    { path: '/openapi/', get: getApiPage },
  ],
  before: [],
  refuses: BEHIND_THE_DOOR,
};

/** What is there for accounts, beside API roots. */
export const DISCOVERY: RouteGroup = {
  routes: [{ path: '/taxii2/', get: getDiscovery }],
  before: [authenticate, limitRates],
  refuses: WITH_CREDENTIALS,
};

/** What is under an API root. */
export const UNDER_API_ROOT: RouteGroup = {
  routes: [
    // What is asked for most is looked for first.
    { path: `${COLLECTION}objects/`, get: getObjects, post: addObjects },
    { path: OBJECT, get: getObject, delete: deleteObject },
    { path: `${COLLECTION}manifest/`, get: getManifest },
    { path: `${API_ROOT}/`, get: getApiRoot },
    { path: `${API_ROOT}/status/{status}/`, get: getStatus },
    { path: `${API_ROOT}/validation/`, post: validateObjects },
    { path: `${API_ROOT}/me/`, get: getMe },
    { path: `${API_ROOT}/collections/`, get: getCollections },
    { path: COLLECTION, get: getCollection },
    { path: `${COLLECTION}changes/`, get: getChanges },
    { path: `${OBJECT}versions/`, get: getVersions },
  ],
  before: [...DISCOVERY.before, findApiRoot],
  refuses: WITH_CREDENTIALS,
};

/** Where no route is: nothing but refusals. */
export const ELSEWHERE: RouteGroup = {
  routes: [],
  before: UNDER_API_ROOT.before,
  refuses: [...WITH_CREDENTIALS, 'malformed-target', 'method-not-allowed'],
};
