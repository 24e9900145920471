// How V8 is told to deal with what a server makes for each request: it lives for a millisecond.
import { setFlagsFromString } from 'node:v8';

/**
 * To be called before requests come. V8 makes objects in its old generation that come from where many lived long while the
 * server started. Whatever those of a request point to would stay with them until the next full collection: most of each
 * request did, and took the time of copying it (`node --trace-gc`, docs/performance.md).
 */
export function expectYoungGarbage(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
