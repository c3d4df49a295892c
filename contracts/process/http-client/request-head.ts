const target = /^\/[\x21-\x7e]*$/
const unsafe = /[^\t\x20-\x7e\x80-\xff]/

/** Field lines, ready to be sent, of names and values in turn. @throws TypeError on control characters */
export function writeFields(fields: readonly string[]): string {
  let lines = ''
  for (let index = 0; index < fields.length; index += 2) {
    const value = fields[index + 1] ?? ''
    if (unsafe.test(value)) throw new TypeError(`header ${fields[index]} holds a control character`)
    lines += `${fields[index]}: ${value}\r\n`
  }
  return lines
}

/** A whole head. @param lines from `writeFields` @throws TypeError where the target is no origin form */
export function writeRequestHead(method: string, path: string, lines: string): string {
  if (!target.test(path)) throw new TypeError('the target holds a space or control character')
  return `${method} ${path} HTTP/1.1\r\n${lines}\r\n`
}
