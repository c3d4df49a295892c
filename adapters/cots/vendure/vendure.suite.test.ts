// The adapter over a real Vendure: the conformance that every adapter meets.

import { describeCatalogConformance } from '#contracts/conformance/catalog-conformance.ts'
import { describeSearchConformance } from '#contracts/conformance/search-conformance.ts'
import { type Subject, subjectOfHandlers } from '#contracts/conformance/subject.ts'
import { bundledMarkets } from '#contracts/markets.ts'
import { createAdapter } from '../registry.ts'

async function createSubject(): Promise<Subject> {
  const settings = { baseUrl: process.env.BANYAN_TEST_SUITE ?? '', markets: bundledMarkets, options: {} }
  const adapter = createAdapter('vendure', settings)
  return subjectOfHandlers(adapter.operations, () => adapter.close())
}

describeCatalogConformance('the Vendure adapter', createSubject)
describeSearchConformance('the Vendure adapter', createSubject)
