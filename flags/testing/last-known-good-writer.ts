// A process that writes generation after generation until it is killed; a line on stdout for each that is
// on disk, and one that begins with `!` for each that could not be written.

import { featureSchema } from '../feature.ts'
import { flagName } from '../flag-source.ts'
import { createLastKnownGood } from '../last-known-good.ts'

const [directory = '', first = '1', last = 'Infinity'] = process.argv.slice(2)
let failed = false
const store = createLastKnownGood(directory, () => {
  failed = true
})
for (let generation = Number(first); generation <= Number(last); generation++) {
  const parameters = { groupId: `generation:${generation}`, rollout: '50', stickiness: 'userId' }
  const strategies = [{ name: 'flexibleRollout', parameters }]
  const feature = featureSchema.parse({ name: flagName('catalog'), enabled: true, strategies })
  failed = false
  store.write({ features: [feature], segments: [] })
  await store.settled()
  process.stdout.write(`${failed ? '!' : ''}${generation}\n`)
}
await store.close()
