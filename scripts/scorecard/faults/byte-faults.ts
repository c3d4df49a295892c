// What upstreams do wrong with bytes and connections. Source of the list: the upstream fault table.
import { probedOperations } from '../stage/probe.ts'
import type { Asked, Misbehave } from '../stage/toy-upstream.ts'
import type { Fault, Outcome } from './fault.ts'

const bad: Outcome = { kind: 'problem', statuses: [502] }
const late: Outcome = { kind: 'problem', statuses: [504], code: 'deadline-exceeded' }
const cut: Outcome = { kind: 'cut' }

type OnSocket = NonNullable<Misbehave['onSocket']>
type Words = Pick<Fault, 'id' | 'title' | 'must'> & Partial<Fault> & { readonly on: OnSocket }

const fault = ({ on, ...words }: Words): Fault => ({
  does: { onSocket: on },
  ...{ bothSides: bad, passthrough: bad, atDeadline: false, passthroughAtDeadline: false, calls: 1 },
  ...{ operations: probedOperations, mayBeReadAround: false, namesPlace: false },
  ...words,
})

const json = 'content-type: application/json\r\n'
const bytes =
  (text: string): OnSocket =>
  ({ socket }) =>
    void socket.write(text)

const half = ({ good }: Asked) =>
  `HTTP/1.1 200 OK\r\n${json}content-length: ${good.length}\r\n\r\n${good.slice(0, good.length / 2)}`

function trickle({ socket }: Asked): void {
  const head = `HTTP/1.1 200 OK\r\n${json}x-slow: ${'x'.repeat(10_000)}`
  let sent = 0
  const timer = setInterval(() => socket.write(head[sent++] ?? 'x'), 100)
  socket.once('close', () => clearInterval(timer))
}

/** Says nothing more and hears nothing more, like a peer whose machine was switched off. */
function fallDead({ socket }: Asked): void {
  socket.allowHalfOpen = true
  socket.pause()
}

const lateWith = { bothSides: late, atDeadline: true } as const
const lateBoth = { ...lateWith, passthrough: late, passthroughAtDeadline: true } as const
const in502 = '502, socket not reused'

/** On a connection of its own each, and with the next request on the same façade served well. */
export const byteFaults: readonly Fault[] = [
  fault({
    ...{ id: 'silent', title: 'accepts and never answers', must: '504 at the deadline ±100 ms' },
    ...{ on: () => undefined, ...lateBoth },
  }),
  fault({
    ...{
      id: 'trickle',
      title: 'headers byte by byte',
      must: '504 at the deadline ±100 ms: total, not per byte',
    },
    ...{ on: trickle, ...lateBoth },
  }),
  fault({
    ...{ id: 'half-open', title: 'half-open peer', must: 'found by the deadline, pool cleaned' },
    ...{ on: fallDead, ...lateBoth },
  }),
  fault({
    ...{ id: 'reset', title: 'reset before headers', must: 'one retry if safe, else 502' },
    ...{ on: ({ socket }) => void socket.resetAndDestroy(), calls: 2 },
  }),
  fault({
    ...{ id: 'close', title: 'close before headers', must: 'one retry if safe, else 502' },
    ...{ on: ({ socket }) => void socket.end(), calls: 2 },
  }),
  fault({
    ...{
      id: 'reset-in-body',
      title: 'reset mid-body',
      must: 'connection destroyed, no byte of ours; buffered: 502',
    },
    on: (asked) => void asked.socket.write(half(asked), () => asked.socket.resetAndDestroy()),
    // A read may be asked for once more.
    calls: 2,
    passthrough: cut,
  }),
  fault({
    ...{ id: 'stall', title: 'stall mid-body', must: 'cut at the deadline' },
    on: (asked) => void asked.socket.write(half(asked)),
    ...lateWith,
    ...{ passthrough: cut, passthroughAtDeadline: true },
  }),
  fault({
    ...{ id: 'bad-chunk', title: 'bad chunk', must: in502 },
    on: bytes(`HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\nzz\r\n`),
    // Its head was good, and is with the client before the chunk comes.
    passthrough: cut,
  }),
  fault({ id: 'garbage', title: 'garbage', must: in502, on: bytes('what is this\r\n\r\n') }),
  fault({
    ...{ id: 'two-lengths', title: 'two Content-Lengths', must: in502 },
    on: bytes(`HTTP/1.1 200 OK\r\n${json}content-length: 2\r\ncontent-length: 3\r\n\r\n{} `),
  }),
  fault({
    ...{ id: 'length-and-chunks', title: 'Content-Length and Transfer-Encoding', must: in502 },
    on: bytes(
      `HTTP/1.1 200 OK\r\n${json}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ),
  }),
  fault({
    ...{ id: 'control-character', title: 'control characters in a header', must: in502 },
    on: bytes(`HTTP/1.1 200 OK\r\n${json}x-a: b\u0001c\r\ncontent-length: 2\r\n\r\n{}`),
  }),
  fault({
    ...{ id: 'huge-header', title: '128 KiB header', must: in502 },
    on: bytes(`HTTP/1.1 200 OK\r\n${json}x-a: ${'x'.repeat(131_072)}\r\ncontent-length: 2\r\n\r\n{}`),
  }),
  fault({
    ...{ id: 'status-999', title: 'status 999', must: in502 },
    on: bytes(`HTTP/1.1 999 Odd\r\n${json}content-length: 2\r\n\r\n{}`),
  }),
]
