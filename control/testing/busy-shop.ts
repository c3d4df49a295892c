import type { ExplanationView } from '../api/views.ts'
import type { ControlServer } from './control-server.ts'

/** Makes the figures look like a shop with traffic on both sides. */
export function makeBusy({ figures }: Pick<ControlServer, 'figures'>): void {
  figures.set('listCategories', 'legacy', { requests: 1840, p95Ms: 61 })
  figures.set('listProducts', 'legacy', { requests: 6212, p95Ms: 143, errors: 3 })
  figures.set('getProduct', 'legacy', { requests: 9120, p95Ms: 88, errors: 9 })
  figures.set('listProducts', 'new', { requests: 2034, p95Ms: 12 })
  figures.set('getProduct', 'new', { requests: 3021, p95Ms: 7.4, errors: 1 })
  figures.set('listCategories', 'new', { requests: 612, p95Ms: 4.1 })
  figures.set('searchProducts', 'legacy', { requests: 3310, p95Ms: 310, errors: 2 })
  figures.set('suggest', 'legacy', { requests: 5400, p95Ms: 96 })
  figures.setVisitors('catalog', { total: 1240, onNew: 301 })
  figures.setVisitors('search', { total: 820, onNew: 0 })
}

/** What the façade tells of a visitor who was drawn 17. */
export const anExplanation: ExplanationView = {
  operation: 'getProduct',
  visitor: 'AAAAAAAAAAAAAAAAAAAAAA',
  side: 'new',
  reason: 'percentage',
  refused: null,
  fallbackSide: 'legacy',
  rules: [{ rule: 'percentage', outcome: 'decided', because: 'draw 17 of 100, the new side takes up to 25' }],
  draw: 17,
  flag: null,
  atPercent: [
    { percent: 10, side: 'legacy' },
    { percent: 25, side: 'new' },
    { percent: 50, side: 'new' },
  ],
}
