/** Something costly that is made when it is first asked for, once, and ended only if it was made. */
export type Lazily<T> = {
  readonly get: () => Promise<T>
  end(by: (made: T) => Promise<unknown>): Promise<void>
}

/** Remembers what was made. */
export function lazily<T>(make: () => Promise<T>): Lazily<T> {
  let made: Promise<T> | null = null
  return {
    get: () => {
      made ??= make()
      return made
    },
    end: async (by) => {
      if (made === null) return
      await made.then(by, () => undefined)
    },
  }
}
