// Settings as an operator may see them: every secret is a mark. Pure.

const secretName = /secret|token|password|passwd|api[-_]?key|credential|private/i
const mark = '[secret]'

function maskedText(text: string): string {
  if (!URL.canParse(text)) return text
  const url = new URL(text)
  if (url.password === '' && url.search === '') return text
  if (url.password !== '') url.password = 'secret'
  for (const name of url.searchParams.keys()) if (secretName.test(name)) url.searchParams.set(name, mark)
  return url.href
}

/** The same value with secrets masked: by name at any depth, and passwords within URLs. */
export function maskedSettings(value: unknown, name = ''): unknown {
  if (value === undefined || value === null) return null
  if (secretName.test(name)) return mark
  if (typeof value === 'string') return maskedText(value)
  if (value instanceof URL) return maskedText(value.href)
  if (Array.isArray(value)) return value.map((item) => maskedSettings(item))
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskedSettings(inner, key)]))
}
