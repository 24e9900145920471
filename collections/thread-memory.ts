// How much memory threads have for what is gone soon.
import type { ResourceLimits } from 'node:worker_threads';

/**
 * What a thread makes of an envelope is gone when it is checked, or committed: more room for it would be filled before anybody
 * looks (docs/performance.md, "Memory").
 */
export const THREAD_MEMORY: ResourceLimits = { maxYoungGenerationSizeMb: 16 };
