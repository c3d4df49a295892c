// A few shoppers with their cookies, for tests that watch who meets which side.
export type Visit = { readonly status: number; readonly side: string | null; readonly reason: string | null }

export type Visitor = { visit(path: string): Promise<Visit> }

/** A visitor who keeps what the façade gives him. */
export function createVisitor(storefront: string): Visitor {
  let cookie: string | null = null
  return {
    visit: async (path) => {
      const answer = await fetch(`${storefront}${path}`, { headers: cookie ? { cookie } : {} })
      await answer.arrayBuffer()
      cookie =
        answer.headers
          .getSetCookie()
          .find((c) => c.startsWith('banyan-visitor='))
          ?.split(';')[0] ?? cookie
      return {
        status: answer.status,
        side: answer.headers.get('x-banyan-side'),
        reason: answer.headers.get('x-banyan-reason'),
      }
    },
  }
}

export function createVisitors(storefront: string, count: number): Visitor[] {
  return Array.from({ length: count }, () => createVisitor(storefront))
}

const atOnce = 5

/** Everybody visits once, a few at the same time: a suite takes no more than a few. */
export async function visitAll(visitors: readonly Visitor[], path: string): Promise<Visit[]> {
  const visits: Visit[] = []
  for (let first = 0; first < visitors.length; first += atOnce) {
    const some = visitors.slice(first, first + atOnce)
    visits.push(...(await Promise.all(some.map((visitor) => visitor.visit(path)))))
  }
  return visits
}

/** Asks again until a condition holds. @throws Error when it does not within the time */
export async function until(condition: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const giveUpAt = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error('The condition did not come to hold in time')
    await new Promise((resolve) => setImmediate(resolve))
  }
}
