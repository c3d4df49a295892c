import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
