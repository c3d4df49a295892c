// Prints .env.example with every empty secret filled in: node deploy/new-env.mjs > .env
// Plain JavaScript on purpose: any Node runs it, also the one in the image.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'

const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
const filled = example.replace(/^([A-Z_]+)=$/gm, (_line, name) => `${name}=${secretFor(name)}`)
process.stdout.write(filled)

/** Letters, digits, - and _: nothing that a URL, a shell or a compose file would read otherwise. */
function secretFor(name) {
  const secret = randomBytes(24).toString('base64url')
  // Unleash's tokens name their project and environment.
  if (name === 'UNLEASH_TOKEN') return `default:development.${secret}`
  return name === 'UNLEASH_ADMIN_TOKEN' ? `*:*.${secret}` : secret
}
