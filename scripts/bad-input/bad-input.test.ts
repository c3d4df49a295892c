// Everything that `npm run bad-input` sends: nothing of it may be open.
import { tryList } from './bad-input-list.ts'
import { lists } from './lists.ts'

test.each(lists)('$name', async (list) => {
  const { tried, open } = await tryList(list)
  expect(open).toEqual([])
  expect(tried).toBeGreaterThan(0)
})
