// One line per step, on stderr: plain text that also reads well in a CI log.

const started = Number(process.env.BANYAN_STARTED_AT ?? Date.now())
const speakAfterMs = 2_000

export type Talk = {
  step<T>(title: string, work: (say: (text: string) => void) => Promise<T>): Promise<T>
  line(text: string): void
}

/** @param quiet true: nothing but errors */
export function createTalk(quiet: boolean): Talk {
  const line = (text: string) => {
    if (!quiet) process.stderr.write(`${clock()}  ${text}\n`)
  }
  return {
    line,
    step: async (title, work) => {
      const at = Date.now()
      let last = 'still starting'
      const reminder = setInterval(() => line(`${title}: ${last}`), speakAfterMs)
      try {
        const result = await work((text) => {
          last = text
        })
        line(`${title}: up (${((Date.now() - at) / 1000).toFixed(1)} s)`)
        return result
      } catch (error) {
        line(`${title}: failed`)
        throw error
      } finally {
        clearInterval(reminder)
      }
    },
  }
}

function clock(): string {
  return `${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s`
}
