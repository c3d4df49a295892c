// What `docker build` would send: the files of a folder that its ignore file lets through.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Ignore } from '@balena/dockerignore'

// A CommonJS package whose types promise an ES default that it does not have.
const dockerignore = createRequire(import.meta.url)('@balena/dockerignore') as () => Ignore

/** Too large to walk; that the ignore file keeps them out is a test of its own. */
const unwalked = new Set(['node_modules', '.git'])

export type IgnoreFile = { ignores(path: string): boolean }

/** The rules of an ignore file, applied as Docker applies them. */
export function readIgnoreFile(file: string): IgnoreFile {
  return dockerignore().add(readFileSync(file, 'utf8'))
}

/** Paths of the files that reach the image, relative to the folder. */
export function contextFiles(folder: string, ignoreFile: IgnoreFile): readonly string[] {
  const walk = (below: string): string[] =>
    readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
      const path = join(below, entry.name)
      if (entry.isDirectory()) return unwalked.has(entry.name) ? [] : walk(path)
      return entry.isFile() && !ignoreFile.ignores(path) ? [path] : []
    })
  return walk('')
}
