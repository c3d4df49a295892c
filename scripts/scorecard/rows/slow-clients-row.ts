// L4: clients that send or read as slowly as they can, a thousand at once.
import { connect, type Socket } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { type Finding, fullOnly, type Ground, type Row } from '../row.ts'
import { heldByPeer } from '../stage/held-connections.ts'
import { freshWord, passthroughTarget, probe, probePassthrough, visitorHeaders } from '../stage/probe.ts'
import { few, ms, verdict } from './verdict.ts'

export const slowClientsRow: Row = {
  ...{ id: 'L4', title: '1000 slow clients', tiers: fullOnly, find },
  must: 'headers, body, read: available at every probe; attackers dropped ≤ 10 s / ≤ 30 s',
}

type Way = 'headers' | 'body' | 'read'
const large = 'f-ten-megabytes-suite'
/**
 * Held against these: what each is allowed, and a moment for the server to look. A reader stands still only
 * when the kernel's buffers are full.
 */
const allowedMs: { readonly [W in Way]: number } = { headers: 12_000, body: 32_000, read: 37_000 }
const ways = ['headers', 'body', 'read'] as const

async function find(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const { facade, secrets } = stage
  const count = ground.tier === 'full' ? 1_000 : 300
  const begun = performance.now()
  // How late our own clock is: the toys that feed the readers are in this process too.
  const own = monitorEventLoopDelay({ resolution: 10 })
  own.enable()
  // Readers count from when the last of them has his answer before him.
  let served = begun
  const earlier = stage.suite.requestsWith(large)
  const dropped: { readonly [W in Way]: number[] } = { headers: [], body: [], read: [] }
  const sockets: Socket[] = []
  for (let n = 0; n < count; n++) {
    const way = ways[n % ways.length] ?? 'headers'
    const socket = attack(way, facade.port)
    const since = performance.now()
    socket.on('close', () => dropped[way].push(performance.now() - (way === 'read' ? served : since)))
    sockets.push(socket)
    // Not all at once: ten megabytes each.
    if (way === 'read') await pause(10)
  }
  const trickle = setInterval(() => {
    for (const socket of sockets) if (socket.writable && !socket.isPaused()) socket.write('a')
  }, 1_000)
  const failed: string[] = []
  let probes = 0
  const isLeft = () => sockets.some((socket) => !socket.destroyed)
  while (isLeft() && performance.now() - begun < 45_000) {
    probes += 2
    const whys = await Promise.all([
      probe(facade.url, 'getProduct', visitorHeaders(secrets.visitor)),
      probePassthrough(facade.url),
    ])
    failed.push(...whys.flatMap((why) => why ?? []))
    await pause(250)
    if (stage.suite.requestsWith(large) - earlier < count / ways.length) served = performance.now()
    // Who does not read does not see the end either: the kernel knows it.
    const deaf = sockets.filter((socket) => socket.isPaused() && !socket.destroyed)
    const held = new Set(heldByPeer(deaf))
    for (const socket of deaf) if (!held.has(socket)) socket.destroy()
  }
  clearInterval(trickle)
  await pause(200)
  const wrong = failed.length > 0 ? [`${failed.length} of ${probes} probes: ${few(failed)}`] : []
  const latest = ways.map((way) => {
    const wanted = Math.ceil((count - ways.indexOf(way)) / ways.length)
    const last = dropped[way].length < wanted ? null : Math.max(...dropped[way])
    if (last === null || last > allowedMs[way] + own.max / 1e6)
      wrong.push(`slow ${way}: dropped after ${ms(last)}`)
    return `${way} ${ms(last)}`
  })
  for (const socket of sockets) socket.destroy()
  const found = `${count} slow clients, ${probes} probes; the last dropped after: ${latest.join(', ')}`
  return verdict(wrong, found, { browse: 'ok', passthrough: 'ok' })
}

function attack(way: Way, port: number): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  const host = 'HTTP/1.1\r\nhost: a\r\n'
  switch (way) {
    case 'headers':
      socket.write(`GET /v1/products/${freshWord()} ${host}x-slow: `)
      break
    case 'body':
      socket.write(`POST ${passthroughTarget(freshWord())} ${host}content-length: 100000\r\n\r\n`)
      break
    case 'read':
      // Ten megabytes, of which it takes nothing.
      socket.write(
        `GET ${passthroughTarget(freshWord('ten-megabytes', 'suite'))} ${host}connection: close\r\n\r\n`,
      )
      socket.pause()
      return socket
  }
  socket.resume()
  return socket
}
