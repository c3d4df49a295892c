const withinMs = 5_000
/** Decoded; a provider with a hundred keys stays far below. */
const largestBytes = 256 * 1024

/**
 * Fetches a JSON document of modest size: no redirect is followed, and nothing that goes wrong is thrown.
 * @returns null where it cannot be had
 */
export async function fetchKeys(url: string): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(withinMs)
    const answer = await fetch(url, { redirect: 'error', signal, headers: { accept: 'application/json' } })
    if (!answer.ok || answer.body === null) {
      await answer.body?.cancel()
      return null
    }
    return JSON.parse(await limited(answer.body))
  } catch {
    return null
  }
}

async function limited(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > largestBytes) throw new Error('too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
