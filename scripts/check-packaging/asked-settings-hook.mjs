// Preloaded into a process: writes the names that it asks its environment for to ASKED_SETTINGS_FILE.
import { writeFileSync } from 'node:fs'

const file = process.env.ASKED_SETTINGS_FILE
const asked = new Set()

process.env = new Proxy(process.env, {
  get(environment, name) {
    if (typeof name === 'string') asked.add(name)
    return environment[name]
  },
})
process.on('exit', () => writeFileSync(file, JSON.stringify([...asked])))
