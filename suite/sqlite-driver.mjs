// TypeORM's better-sqlite3 driver on Node's own SQLite: the suite installs without building anything native.
import { DatabaseSync } from 'node:sqlite'

/** As better-sqlite3 does: what is undefined is NULL. Vendure binds one when a guest fills his first order. */
const bindable = (value) => (value === undefined ? null : value)

/** Statement with the three members that TypeORM uses of better-sqlite3's. */
function createStatement(statement) {
  const reader = statement.columns().length > 0
  return {
    reader,
    all: (...values) => statement.all(...values.map(bindable)),
    run: (...values) => statement.run(...values.map(bindable)),
  }
}

/**
 * Connection with the members that TypeORM's better-sqlite3 driver uses: `new Driver(path, options)`,
 * `prepare`, `pragma`, `exec`, `function`, `close`. TypeORM opens one and runs its statements one by one.
 */
export class SqliteDriver {
  #database

  constructor(path, { readonly = false, timeout = 5000 } = {}) {
    this.#database = new DatabaseSync(path, { readOnly: readonly, timeout })
  }

  prepare(sql) {
    return createStatement(this.#database.prepare(sql))
  }

  pragma(text) {
    return this.prepare(`PRAGMA ${text}`).all()
  }

  exec(sql) {
    this.#database.exec(sql)
    return this
  }

  function(name, implementation) {
    this.#database.function(name, { deterministic: true }, implementation)
    return this
  }

  close() {
    this.#database.close()
  }
}
