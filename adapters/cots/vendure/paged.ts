import type { Fields } from '../shared/reading.ts'

/**
 * Every page of a list, one after another.
 * @param read a page from `skip` on
 * @param sizeOf how many items the page has, and how many there are in all
 */
export async function everyPage(
  read: (skip: number) => Promise<Fields>,
  sizeOf: (page: Fields) => { items: number; total: number },
): Promise<Fields[]> {
  const pages: Fields[] = []
  for (let skip = 0; ; ) {
    const page = await read(skip)
    const { items, total } = sizeOf(page)
    pages.push(page)
    skip += items
    if (items === 0 || skip >= total) return pages
  }
}
