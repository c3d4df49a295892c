// Reads the sources and tells where the house's own rules are broken. Pure: text in, findings out.
import { posix } from 'node:path'
import ts from 'typescript'
import { forbiddenImport, impureImport } from './import-rules.ts'

export type Source = { readonly path: string; readonly text: string }

const longestFile = 300
const longestLine = 110

/** One line per finding, `path: what`. @param aliases `#x/` → folder, of package.json "imports" */
export function findings(source: Source, aliases: ReadonlyMap<string, string>): string[] {
  return [...sizes(source), ...imports(source, aliases)].map((what) => `${source.path}: ${what}`)
}

function sizes({ text }: Source): string[] {
  const lines = text.trimEnd().split('\n')
  const long = lines.findIndex((line) => line.length > longestLine)
  return [
    ...(lines.length > longestFile
      ? [`${lines.length} lines, ${longestFile} at most: part deciding from doing`]
      : []),
    ...(long < 0 ? [] : [`line ${long + 1} has ${lines[long]?.length} characters, ${longestLine} at most`]),
  ]
}

function imports({ path, text }: Source, aliases: ReadonlyMap<string, string>): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName }) => {
    const target = resolve(path, fileName, aliases)
    const why = target === null ? impureImport(path, fileName) : forbiddenImport(path, target)
    if (why === null) return []
    return [`imports ${fileName}, which it may not: ${why}`]
  })
}

/** Path within the project, or null for a package. */
function resolve(from: string, specifier: string, aliases: ReadonlyMap<string, string>): string | null {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  const alias = [...aliases].find(([prefix]) => specifier.startsWith(prefix))
  return alias ? `${alias[1]}${specifier.slice(alias[0].length)}` : null
}
