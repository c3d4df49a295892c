// One PostgreSQL and one real suite for the whole test run, gone afterwards.
import { startTestSuite, suiteTemplate } from '../testing/test-suite.ts'
import startPostgres, { tearDown as stopPostgres } from './postgres-setup.mjs'

let running = null

export default async function setUp() {
  running ??= start()
  await Promise.all([startPostgres(), running])
}

async function start() {
  process.env.BANYAN_TEST_SUITE_DATA = await suiteTemplate()
  const suite = await startTestSuite()
  process.env.BANYAN_TEST_SUITE = suite.url
  return suite
}

export async function tearDown() {
  const suite = await running
  running = null
  await Promise.all([suite?.stop(), stopPostgres()])
}
