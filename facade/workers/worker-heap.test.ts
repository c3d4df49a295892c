import { workerHeap } from './worker-heap.ts'

test.each([
  [0, '--max-old-space-size=160'],
  [32 * 1_048_576, '--max-old-space-size=208'],
  [128 * 1_048_576, '--max-old-space-size=352'],
])('a cache of %i bytes fits into the heap: %s', (cacheBytes, option) => {
  expect(workerHeap(cacheBytes)).toContain(option)
})
