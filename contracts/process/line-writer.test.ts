import { execFile } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { LineWriter } from './line-writer.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-lines-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const flushed = (writer: LineWriter) => new Promise<void>((resolve) => writer.flush(resolve))

test('lines arrive whole and in order', async () => {
  const file = join(folder, 'log')
  const writer = new LineWriter(openSync(file, 'a'))
  const lines = Array.from({ length: 5_000 }, (_, number) => `line ${number}\n`)
  for (const line of lines) writer.write(line)
  await flushed(writer)
  expect(readFileSync(file, 'utf8')).toBe(lines.join(''))
  expect(writer.lost).toBe(0)
})

test('processes that share a pipe do not mix their lines, however slow its reader', async () => {
  const text = `import { LineWriter } from '${new URL('./line-writer.ts', import.meta.url).href}'
    const writer = new LineWriter(1)
    for (let n = 0; n < 3_000; n++) writer.write(process.argv[1].repeat(99) + '\\n')`
  const shell = ['a', 'b', 'c'].map((letter) => `"$0" --no-warnings --input-type=module -e "$1" ${letter} &`)
  const { stdout } = await promisify(execFile)(
    'sh',
    ['-c', `(${shell.join(' ')} wait) | (sleep 1; cat)`, process.execPath, text],
    {
      maxBuffer: 1e8,
    },
  )
  const lines = stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(9_000)
  expect(lines.filter((line) => !/^(a{99}|b{99}|c{99})$/.test(line))).toEqual([])
})

test('at the end what waits is written at once', async () => {
  const file = join(folder, 'log')
  const writer = new LineWriter(openSync(file, 'a'))
  writer.write('first\n')
  writer.write('second\n')
  writer.flushSync()
  await flushed(writer)
  expect(readFileSync(file, 'utf8').split('\n').sort()).toEqual(['', 'first', 'second'])
})

test('a full disk costs lines, counted, and nothing else', async () => {
  const writer = new LineWriter(openSync('/dev/full', 'w'))
  for (let number = 0; number < 100; number++) writer.write(`line ${number}\n`)
  await flushed(writer)
  expect([writer.lost, writer.failing]).toEqual([100, true])
  writer.write('one more\n')
  writer.flushSync()
  await flushed(writer)
  expect(writer.lost).toBe(101)
})

test('a descriptor that is gone neither throws nor hangs', async () => {
  const fd = openSync(join(folder, 'log'), 'a')
  closeSync(fd)
  const writer = new LineWriter(fd)
  writer.write('line\n')
  await flushed(writer)
  expect(writer.lost).toBe(1)
})

test('what waits is bounded', () => {
  const writer = new LineWriter(openSync('/dev/full', 'w'))
  const line = `${'x'.repeat(99)}\n`
  for (let number = 0; number < 30_000; number++) writer.write(line)
  expect(writer.lost).toBeGreaterThan(15_000)
})
