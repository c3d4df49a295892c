// D17: the identity provider is away for an hour, changes its keys, or talks nonsense. Real sockets; the
// hours pass on a clock of ours.
import { fetchKeys } from '#facade/identity/fetch-keys.ts'
import { KeySet } from '#facade/identity/key-set.ts'
import { TokenVerifier } from '#facade/identity/token-verifier.ts'
import { aSigningKey, startIdentityProvider } from '#facade/testing/identity-provider.ts'
import { json } from '#facade/testing/tiny-upstream.ts'
import { always, type Finding, type Row } from '../row.ts'
import { verdict } from './verdict.ts'

export const identityRow: Row = {
  ...{ id: 'D17', title: 'JWKS away 1 h, keys rotated, garbage', tiers: always, find },
  must: 'cached keys serve; unknown kid: ≤ 1 fetch per 30 s',
}

const minute = 60_000

async function find(): Promise<Finding> {
  let passed = 0
  const provider = await startIdentityProvider(() => Date.now() + passed)
  const keys = new KeySet({
    fetch: () => fetchKeys(`${provider.server.url}/jwks`),
    onFetched: () => undefined,
    now: () => passed,
  })
  const verifier = new TokenVerifier({
    ...{ issuer: provider.issuer, audiences: [provider.audience], keys, onRefused: () => undefined },
    ...{ algorithms: ['ES256'], types: ['at+jwt'], now: () => Date.now() + passed },
  })
  const wrong: string[] = []
  const expectAs = async (what: string, token: string, believed: boolean) => {
    const is = await verifier.verify(token).then(
      () => true,
      () => false,
    )
    if (is !== believed) wrong.push(`${what}: ${is ? 'believed' : 'not believed'}`)
  }
  await expectAs('at first', await provider.token(), true)
  for (const [what, answer] of [
    ['away', (_req: unknown, res: { destroy(): void }) => void res.destroy()],
    ['garbage', json('{"keys":"none"')],
    ['no keys', json({ keys: [] })],
  ] as const) {
    provider.server.answer = answer
    for (let minutes = 0; minutes < 60; minutes += 5) {
      passed += 5 * minute
      await expectAs(`${what} for ${minutes} min`, await provider.token(), true)
    }
  }
  const next = aSigningKey('second')
  provider.publish(provider.key, next)
  passed += minute
  await expectAs('the next key', await provider.token({}, {}, next), true)
  const before = provider.server.requests.length
  const stranger = aSigningKey('stranger')
  for (let second = 0; second < 120; second++) {
    passed += 1_000
    await expectAs('a stranger’s key', await provider.token({}, {}, stranger), false)
  }
  const fetches = provider.server.requests.length - before
  if (fetches > 5) wrong.push(`${fetches} fetches in 120 s`)
  await provider.server.stop()
  const found = `3 h away or nonsense: cached keys serve; 120 unknown kids in 120 s: ${fetches} fetches`
  return verdict(wrong, `${found}; no operation demands a token yet`, { account: 'ok' })
}
