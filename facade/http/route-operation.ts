import findMyWay from 'find-my-way'
import type { Operation } from '#contracts/operations.ts'

export type RoutedOperation = {
  readonly kind: 'operation'
  readonly operation: Operation
  readonly parameters: { readonly [name: string]: string | undefined }
}

export type Routed =
  | RoutedOperation
  /** The path is the contract's, the method is not. */
  | { readonly kind: 'other-methods'; readonly methods: readonly string[] }

/** Null: the contract has no such path. */
export type RouteOperation = (method: string, path: string) => Routed | null

type Stored = { readonly operation: Operation }

/** Builds the radix tree of the contract's templates. HEAD is answered as GET is (RFC 9110 §9.3.2). */
export function createRouteOperation(operations: readonly Operation[]): RouteOperation {
  const router = findMyWay({ caseSensitive: true, maxParamLength: 8_192 })
  for (const operation of operations) {
    const template = operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
    router.on(operation.method, template, () => undefined, { operation } satisfies Stored)
  }
  const methods = [...new Set(operations.map((operation) => operation.method))]

  function otherMethods(path: string): Routed | null {
    const known: string[] = methods.filter((method) => router.find(method, path) !== null)
    if (known.length === 0) return null
    return {
      kind: 'other-methods',
      methods: [...known, ...(known.includes('GET') ? ['HEAD'] : []), 'OPTIONS'],
    }
  }

  return (method, path) => {
    const found = router.find((method === 'HEAD' ? 'GET' : method) as Operation['method'], path)
    if (found === null) return otherMethods(path)
    return { kind: 'operation', operation: (found.store as Stored).operation, parameters: found.params }
  }
}
