// The suffix of a test says what it needs:
//   x.test.ts         nothing outside its process
//   x.pg.test.ts      a real PostgreSQL
//   x.suite.test.ts   the real suite too
//   x.system.test.ts  starts what it needs by itself: whole processes, a browser, a real Unleash, a real
// Kafka
const shared = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest/strip-types.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/suite/', '<rootDir>/.banyan/'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/suite/'],
}

const withPostgres = {
  globalSetup: '<rootDir>/scripts/jest/postgres-setup.mjs',
  globalTeardown: '<rootDir>/scripts/jest/postgres-teardown.mjs',
}

const withSuite = {
  globalSetup: '<rootDir>/scripts/jest/suite-setup.mjs',
  globalTeardown: '<rootDir>/scripts/jest/suite-teardown.mjs',
}

const project = (name, testMatch, more = {}) => ({ ...shared, displayName: name, testMatch, ...more })

export default {
  testTimeout: 60_000,
  projects: [
    project('unit', ['**/!(*.pg|*.suite|*.system).test.ts']),
    project('postgres', ['**/*.pg.test.ts'], withPostgres),
    project('suite', ['**/*.suite.test.ts'], withSuite),
    project('system', ['**/*.system.test.ts'], withPostgres),
  ],
}
