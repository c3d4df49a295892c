// Captured answers of Vendure 3.7.3 and what the maps make of them, for tests.
import { readFileSync } from 'node:fs'
import type { Fields } from '../shared/reading.ts'

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./golden/${name}.json`, import.meta.url), 'utf8'))
}

/** The `data` of a captured answer; each call gives a copy of its own. */
export const captured = (name: string): Fields => read(`${name}.in`) as Fields

/** What the map has to make of it. */
export const expected = (name: string): unknown => read(`${name}.out`)

/** The address that the captured answers name. */
export const goldenBaseUrl = 'http://suite.test'
