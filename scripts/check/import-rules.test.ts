import { forbiddenImport, impureImport } from './import-rules.ts'

describe('who may import whom', () => {
  test.each([
    ['facade/policies/decision.ts', 'contracts/errors.ts'],
    ['facade/policies/decision.ts', 'flags/flag-source.ts'],
    ['facade/main.ts', 'adapters/cots/registry.ts'],
    ['adapters/cots/vendure/catalog.map.ts', 'adapters/cots/adapter.ts'],
    ['services/new/catalog/store.ts', 'services/new/kit/app.ts'],
    ['control/api/app.ts', 'kpi/figures/figures.ts'],
    ['kpi/figures/x.test.ts', 'scripts/testing/test-database.ts'],
    ['scripts/bench/main.ts', 'facade/main.ts'],
  ])('%s may import %s', (from, to) => {
    expect(forbiddenImport(from, to)).toBeNull()
  })

  test.each([
    ['contracts/errors.ts', 'flags/flag-source.ts'],
    ['flags/server/app.ts', 'facade/exchange.ts'],
    ['facade/policies/decision.ts', 'adapters/cots/registry.ts'],
    ['facade/request-path.ts', 'kpi/events/event-log.postgres.ts'],
    ['adapters/cots/vendure/catalog.map.ts', 'adapters/cots/sap/client.ts'],
    ['adapters/cots/vendure/catalog.map.ts', 'flags/flag-source.ts'],
    ['services/new/catalog/store.ts', 'services/new/search/store.ts'],
    ['services/new/catalog/store.ts', 'adapters/cots/adapter.ts'],
    ['control/main.ts', 'facade/exchange.ts'],
    ['kpi/statistics/interval.ts', 'contracts/sides.ts'],
    ['facade/exchange.ts', 'scripts/system/system.ts'],
    ['facade/main.ts', 'suite/main.mjs'],
    ['facade/exchange.ts', 'facade/exchange.test.ts'],
    ['newfolder/x.ts', 'contracts/errors.ts'],
  ])('%s may not import %s', (from, to) => {
    expect(forbiddenImport(from, to)).not.toBeNull()
  })

  test('a map that reaches for the network is refused', () => {
    expect(impureImport('adapters/cots/vendure/catalog.map.ts', 'axios')).not.toBeNull()
    expect(impureImport('adapters/cots/vendure/client.ts', 'axios')).toBeNull()
  })
})
