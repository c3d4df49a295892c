// The bundled suite as one process: Vendure's server and its job queue over one SQLite file.
import { exitBadConfiguration, readSettings, SettingsError } from './settings.mjs'

process.env.VENDURE_DISABLE_TELEMETRY = 'true'

const say = (line) => process.stdout.write(`suite: ${line}\n`)

async function startSuite(settings) {
  const { openStore } = await import('./store.mjs')
  const store = openStore(settings)
  const { bootstrap } = await import('@vendure/core')
  const { createConfig } = await import('./config.mjs')
  const { settleJobs } = await import('./search-index.mjs')
  const { setAdminPassword } = await import('./admin-password.mjs')
  return bootstrap(createConfig({ ...settings, ...store }), {
    onBeforeAppListen: async (starting) => {
      await starting.init()
      if (!store.complete) await fill(starting, settings, store)
      if (settings.adminPassword) await setAdminPassword(starting, settings.adminPassword)
      await settleJobs(starting)
    },
  })
}

async function fill(app, settings, store) {
  const { populateSample } = await import('./populate.mjs')
  const { buildSearchIndex, settleJobs } = await import('./search-index.mjs')
  await populateSample(app, say)
  await settleJobs(app)
  say('search index')
  await buildSearchIndex(app)
  if (settings.catalogue === 'large') {
    const { addLargeCatalogue } = await import('./large-catalogue.mjs')
    await addLargeCatalogue(app, settings, say)
  }
  store.markComplete()
}

let running = null
let stopping = false

async function stop() {
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(1), 10_000).unref()
  await running?.close()
  process.exit(0)
}

const signals = ['SIGTERM', 'SIGINT']

/** Vendure's framework ends by the signal itself. Ours stays on meanwhile: a signal just now would be lost. */
function onlyOurStop() {
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) {
      if (listener !== stop) process.removeListener(signal, listener)
    }
  }
}

for (const signal of signals) process.on(signal, stop)
process.on('disconnect', stop)
try {
  running = await startSuite(readSettings())
  onlyOurStop()
  say(`ready on ${await running.getUrl()} after ${(performance.now() / 1000).toFixed(1)} s`)
  process.send?.('ready')
} catch (error) {
  const known = error instanceof SettingsError
  process.stderr.write(`${known ? error.message : `suite: could not start: ${error.stack}`}\n`)
  process.exit(known ? exitBadConfiguration : 1)
}
