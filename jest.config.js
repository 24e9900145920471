/** Tests run as ES modules on the pinned Node; swc only strips the types. */
export default {
  // Many tests wait for clocks, disks and processes, so that two at a time are worth it on two cores.
  maxWorkers: 2,
  // For a hang, not for a slow machine: properties on a real engine, and their counterexamples, take their time.
  testTimeout: 300_000,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/interop/', '<rootDir>/test/browser/'],
  globalSetup: '<rootDir>/test/engines/setup.ts',
  globalTeardown: '<rootDir>/test/engines/teardown.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } }],
  },
  reporters: ['default', '<rootDir>/test/conformance/reporter.ts'],
  watchman: false,
};
