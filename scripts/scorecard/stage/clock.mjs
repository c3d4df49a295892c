// Loaded into a façade's process before its own code: its wall clock is off by what the file CLOCK_FILE says,
// milliseconds, also when that changes while it runs. Monotonic time goes on as it is.
import { readFileSync } from 'node:fs'

const RealDate = Date
const now = Date.now
let offMs = 0

function read() {
  try {
    offMs = Number(readFileSync(process.env.CLOCK_FILE ?? '', 'utf8')) || 0
  } catch {
    // Being replaced just now.
  }
}
read()
setInterval(read, 50).unref()

globalThis.Date = class ShiftedDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(now() + offMs)
    else super(...args)
  }

  static now() {
    return now() + offMs
  }
}
