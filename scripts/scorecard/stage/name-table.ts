import { renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The names that a façade under test knows beside the real ones; changed while it runs. */
export type NameTable = {
  /** What its process must be started with. */
  readonly environment: { readonly NAME_TABLE: string; readonly NODE_OPTIONS: string }
  set(name: string, address: string | null): void
}

const hook = fileURLToPath(new URL('./name-table.mjs', import.meta.url))

/** Keeps the table in a file that the process reads at each look-up. */
export function createNameTable(file: string, start: { readonly [name: string]: string }): NameTable {
  const names = new Map(Object.entries(start))
  const write = () => {
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(names)))
    renameSync(`${file}.new`, file)
  }
  write()
  return {
    environment: { NAME_TABLE: file, NODE_OPTIONS: `--import ${hook}` },
    set: (name, address) => {
      if (address === null) names.delete(name)
      else names.set(name, address)
      write()
    },
  }
}
