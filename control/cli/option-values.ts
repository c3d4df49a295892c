// What the values of options and arguments may be; anything else is a usage error.
import { InvalidArgumentError } from 'commander'

export function seconds(text: string): number {
  return whole(text, { least: 1, most: 86_400, what: 'seconds from 1 to 86400' })
}

export function percent(text: string): number {
  return whole(text.replace(/ ?%$/, ''), { least: 0, most: 100, what: 'a whole percentage from 0 to 100' })
}

export function pageLimit(text: string): number {
  return whole(text, { least: 1, most: 200, what: 'a number from 1 to 200' })
}

function whole(text: string, { least, most, what }: { least: number; most: number; what: string }): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new InvalidArgumentError(`Give ${what}.`)
}
