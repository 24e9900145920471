import base from './jest.config.js';

/** Tests in a real browser (`npm run test:browser`): one at a time, as a browser is a heavy thing. */
export default {
  ...base,
  maxWorkers: 1,
  testTimeout: 120_000,
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  reporters: ['default'],
};
