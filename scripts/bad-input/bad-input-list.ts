// What a list of bad input is, and how it is tried.

/** One thing that somebody might send. */
export type Attempt = {
  readonly what: string
  /** Null when it was blocked; else what happened. A rejection counts as open. */
  readonly send: () => Promise<string | null>
}

/** What the attempts of one list are sent to. */
export type Target = {
  /** Something good of the same kind must get through: else everything would look blocked. */
  readonly control: () => Promise<boolean>
  readonly attempts: readonly Attempt[]
  stop(): Promise<void>
}

/** One row of the report, and of docs/security.md. */
export type BadInputList = { readonly name: string; readonly start: () => Promise<Target> }

export type Found = {
  readonly list: string
  readonly tried: number
  readonly blocked: number
  /** What got through, or what could not be told. */
  readonly open: readonly string[]
}

/** Sends everything, one after the other, the control before and after. */
export async function tryList({ name, start }: BadInputList): Promise<Found> {
  const target = await start()
  try {
    const open: string[] = []
    const control = async () => {
      if (!(await target.control())) open.push('the control: what is good was blocked too')
    }
    await control()
    for (const { what, send } of target.attempts) {
      const found = await send().catch((error: unknown) => String(error))
      if (found !== null) open.push(`${what}: ${found}`)
    }
    await control()
    const tried = target.attempts.length
    return { list: name, tried, blocked: Math.max(0, tried - open.length), open }
  } finally {
    await target.stop()
  }
}
