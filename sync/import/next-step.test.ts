import { BanyanError } from '#contracts/errors.ts'
import type { ImportJob } from './import-job.ts'
import { afterFailure, afterStep, mostFailures, newJob, nextStep } from './next-step.ts'

const nowMs = Date.parse('2026-03-01T12:00:00.000Z')
const later = nowMs + 1_000
const facts = { id: 'job', nowMs, feedIsIncremental: true, lastSucceeded: null }
const full = newJob({ capability: 'catalog', mode: 'full' }, facts)
const lastSucceeded = { ...full, state: 'succeeded', startedAt: '2026-03-01T11:00:00.000Z' } as const
const incremental = newJob({ capability: 'catalog', mode: 'incremental' }, { ...facts, lastSucceeded })
const inProducts: ImportJob = { ...full, phase: 'products', cursor: 'c1', done: 10 }
const page = { did: 'put-products', count: 5, cursor: 'c2', total: 20 } as const

describe('a new import', () => {
  it('reads everything when it is full, whatever was before', () => {
    const job = newJob({ capability: 'search', mode: 'full' }, { ...facts, lastSucceeded })
    expect(job).toMatchObject({ capability: 'search', mode: 'full', changedSince: null })
  })

  it('reads what changed since five minutes before the start of the last success', () => {
    expect(incremental).toMatchObject({ mode: 'incremental', changedSince: '2026-03-01T10:55:00.000Z' })
  })

  it('is full where there was no success yet', () => {
    expect(newJob({ capability: 'catalog', mode: 'incremental' }, facts).mode).toBe('full')
  })

  it('is full where the suite cannot tell what changed', () => {
    const cannot = { ...facts, lastSucceeded, feedIsIncremental: false }
    expect(newJob({ capability: 'catalog', mode: 'incremental' }, cannot).mode).toBe('full')
  })
})

describe('the next step', () => {
  it.each([
    [full, { do: 'put-categories' }],
    [inProducts, { do: 'put-products', cursor: 'c1', changedSince: null }],
    [
      { ...incremental, phase: 'products' } as const,
      { do: 'put-products', cursor: null, changedSince: '2026-03-01T10:55:00.000Z' },
    ],
    [{ ...full, phase: 'sweep' } as const, { do: 'sweep' }],
    [{ ...full, phase: 'done', state: 'succeeded' } as const, { do: 'nothing' }],
    [{ ...inProducts, state: 'failed' } as const, { do: 'nothing' }],
  ])('follows from the phase (%#)', (job, step) => {
    expect(nextStep(job)).toEqual(step)
  })
})

describe('after a step', () => {
  it('categories are followed by products', () => {
    expect(afterStep(full, { did: 'put-categories' }, later)).toMatchObject({
      phase: 'products',
      cursor: null,
    })
  })

  it('a page moves the cursor and counts', () => {
    expect(afterStep(inProducts, page, later)).toMatchObject({
      phase: 'products',
      cursor: 'c2',
      done: 15,
      total: 20,
      progressAt: '2026-03-01T12:00:01.000Z',
    })
  })

  it('the last page of a full import is followed by the sweep', () => {
    const last = afterStep(inProducts, { ...page, cursor: null }, later)
    expect(last).toMatchObject({ phase: 'sweep', cursor: null, state: 'unfinished' })
  })

  it('the last page of an incremental import ends it: what it did not see is not gone', () => {
    const job: ImportJob = { ...incremental, phase: 'products' }
    const last = afterStep(job, { ...page, count: 0, cursor: null, total: 0 }, later)
    expect(last).toMatchObject({ phase: 'done', state: 'succeeded', removed: null })
  })

  it('a suite without any product is not believed: nothing is removed', () => {
    const job: ImportJob = { ...full, phase: 'products' }
    const last = afterStep(job, { ...page, count: 0, cursor: null, total: 0 }, later)
    expect(last).toMatchObject({ state: 'failed', error: { code: 'upstream-contract-violation' } })
  })

  it('the sweep ends a full import', () => {
    const swept = afterStep({ ...full, phase: 'sweep' }, { did: 'sweep', removed: 3 }, later)
    expect(swept).toMatchObject({
      phase: 'done',
      state: 'succeeded',
      removed: 3,
      finishedAt: '2026-03-01T12:00:01.000Z',
    })
  })

  it('earlier failures are forgotten', () => {
    const failed = afterFailure(inProducts, new BanyanError('unavailable'), nowMs)
    expect(afterStep(failed, page, later)).toMatchObject({ failures: 0, error: null })
  })
})

describe('after a failure', () => {
  it('the same step is tried again where that may help', () => {
    const failed = afterFailure(inProducts, new BanyanError('upstream-unreachable'), later)
    expect(failed).toMatchObject({
      state: 'unfinished',
      failures: 1,
      error: { code: 'upstream-unreachable' },
    })
    expect(nextStep(failed)).toEqual(nextStep(inProducts))
  })

  it('the import fails where trying again cannot help', () => {
    const failed = afterFailure(inProducts, new BanyanError('invalid-request', { detail: 'no' }), later)
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'invalid-request', detail: 'no' } })
    expect(failed.finishedAt).toBe('2026-03-01T12:00:01.000Z')
  })

  it('the import gives up after many failures in a row', () => {
    let job = inProducts
    for (let i = 0; i < mostFailures; i++) {
      expect(job.state).toBe('unfinished')
      job = afterFailure(job, new BanyanError('unavailable'), later)
    }
    expect(job.state).toBe('failed')
  })
})
