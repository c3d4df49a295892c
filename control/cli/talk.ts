// What the CLI says and asks: data goes to stdout, everything else to stderr.
import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'
import { stringify } from 'yaml'
import { usageError } from './cli-error.ts'
import { plainData, plainJson, plainText } from './plain-text.ts'

export type OutputFormat = 'table' | 'json' | 'yaml'

export type Talk = {
  /** Whether a person sits there, who can be asked. */
  readonly interactive: boolean
  /** Whether stderr can be drawn over. */
  readonly drawing: boolean
  /** Data, in the format that was asked for. @param asTable its form for people */
  data(value: unknown, asTable: () => string): void
  /** One line beside the data. */
  say(text: string): void
  /** A line that the next one replaces, where it can. */
  draw(text: string): void
  /** A line that was typed; only where `interactive`. */
  ask(question: string): Promise<string>
  style(kind: 'good' | 'bad' | 'strong' | 'faint', text: string): string
}

const styles = { good: 'green', bad: 'red', strong: 'bold', faint: 'dim' } as const

export function createTalk(format: OutputFormat): Talk {
  const { stdin, stdout, stderr } = process
  const drawing = stderr.isTTY === true
  let drawn = false
  const clear = () => {
    if (drawn) stderr.write('\r\u001b[2K')
    drawn = false
  }
  return {
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    drawing,
    data: (value, asTable) => {
      clear()
      if (format === 'json') stdout.write(`${plainJson(value)}\n`)
      else stdout.write(format === 'yaml' ? stringify(plainData(value)) : `${asTable()}\n`)
    },
    say: (text) => {
      clear()
      stderr.write(`${plainText(text)}\n`)
    },
    draw: (text) => {
      if (!drawing) return
      clear()
      stderr.write(plainText(text).slice(0, (stderr.columns ?? 80) - 1))
      drawn = true
    },
    ask: async (question) => {
      clear()
      const lines = createInterface({ input: stdin, output: stderr })
      try {
        return (await lines.question(`${plainText(question)} `)).trim()
      } catch {
        throw usageError('Nothing was answered', 'Give --yes and --reason to be asked nothing.')
      } finally {
        lines.close()
      }
    },
    style: (kind, text) => styleText(styles[kind], text, { stream: stdout }),
  }
}
