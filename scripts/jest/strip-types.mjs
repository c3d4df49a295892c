// Jest runs the same stripped TypeScript that Node runs.
import { stripTypeScriptTypes } from 'node:module'

export default {
  process: (source, path) => ({ code: path.endsWith('.ts') ? stripTypeScriptTypes(source) : source }),
  processAsync: async (source, path) => ({
    code: path.endsWith('.ts') ? stripTypeScriptTypes(source) : source,
  }),
}
