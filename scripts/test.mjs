// `npm test`, on whatever Node is there: installs what is missing, then hands over to the pinned Node 24.
import { handOver } from './install.mjs'

const help = `npm test [-- options]

Runs everything: the check, unit tests, tests on real PostgreSQL, the real suite, whole processes, a browser.

  --help               this text
  --only unit,postgres only these kinds of test (unit, postgres, suite, system); without the check
  <text>               only test files whose path holds the text`

if (process.argv.includes('--help')) console.log(help)
else await handOver('scripts/test/main.ts', process.argv.slice(2), { suite: true })
