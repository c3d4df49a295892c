// Real databases for tests: the run's one PostgreSQL (global set-up) and a database of its own for each
// suite.
import { randomBytes } from 'node:crypto'
import pg from 'pg'

export type TestDatabase = { readonly url: string; drop(): Promise<void> }

function serverUrl(): string {
  const url = process.env.BANYAN_TEST_POSTGRES
  if (!url)
    throw new Error('This test needs PostgreSQL: name it x.pg.test.ts, x.suite.test.ts or x.system.test.ts')
  return url
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl())
  url.pathname = `/${database}`
  return url.href
}

/** An empty database, or a copy of a template made with `createTemplate`. */
export async function createTestDatabase(template = 'template1'): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  return { url: urlOf(name), drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

/** Fills a database once so that suites can copy it; nobody may be connected to it when it is copied. */
export async function createTemplate(fill: (url: string) => Promise<void>): Promise<string> {
  const name = `template_${randomBytes(8).toString('hex')}`
  await onServer(`CREATE DATABASE ${name}`)
  await fill(urlOf(name))
  return name
}
