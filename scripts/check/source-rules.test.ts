import { findings } from './source-rules.ts'

const aliases = new Map([
  ['#contracts/', 'contracts/'],
  ['#adapters/', 'adapters/cots/'],
])

describe('rules of the house', () => {
  test('a short file with allowed imports has no finding', () => {
    expect(
      findings({ path: 'facade/a.ts', text: "import { x } from '#contracts/errors.ts'\n" }, aliases),
    ).toEqual([])
  })

  test('an alias and a relative path to a forbidden folder are both found', () => {
    const text =
      "import { x } from '#adapters/registry.ts'\nimport { y } from '../adapters/cots/registry.ts'\n"
    expect(findings({ path: 'facade/a.ts', text }, aliases)).toHaveLength(2)
  })

  test('a dynamic import is an import', () => {
    const text = "export const load = () => import('#adapters/registry.ts')\n"
    expect(findings({ path: 'facade/a.ts', text }, aliases)).toHaveLength(1)
  })

  test('a file of 301 lines and a line of 111 characters are found', () => {
    expect(findings({ path: 'facade/a.ts', text: 'x\n'.repeat(301) }, aliases)[0]).toContain('301 lines')
    expect(findings({ path: 'facade/a.ts', text: 'x'.repeat(111) }, aliases)[0]).toContain('111 characters')
  })
})
