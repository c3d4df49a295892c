// Where a façade process stands: alone with ports of its own, or as one worker of a parent.
import { createServer, type Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Registry } from 'prom-client'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { createOperationsPort, type OperationsPortOptions } from '../operations-port/operations-port.ts'

/** What main.ts hands to its seat. */
export type Seated = {
  readonly server: Server
  /** From now on every answer asks its client to connect anew. */
  drain(): void
  readonly operations: OperationsPortOptions & { readonly registry: Registry }
  /** Takes over events that ended processes left; these live. */
  adopt(living: readonly number[]): void
}

export type Seat = {
  /** How many processes share this façade's data folder and its bounds. */
  readonly workers: number
  /** Answers operators, then takes shoppers. */
  open(seated: Seated): Promise<void>
  /** Takes no more shoppers; resolves when the last one has been answered or the time is over. */
  closeStorefront(): Promise<void>
  /** The last act: nobody can ask any more. */
  closeOperations(): Promise<void>
}

/** How a process listens when no parent does it. */
export type Ports = {
  readonly FACADE_PORT: number
  readonly FACADE_HOST: string
  readonly OPERATIONS_PORT: number
  readonly OPERATIONS_HOST: string
  readonly DRAIN_MS: number
}

/** A process by itself: both ports are its own, and when it goes nobody answers. */
export function createSeatOfOne(ports: Ports): Seat {
  let seated: Seated
  let operations: Server
  return {
    workers: 1,
    open: async (given) => {
      seated = given
      operations = createServer(createOperationsPort(seated.operations))
      await listen(operations, ports.OPERATIONS_PORT, ports.OPERATIONS_HOST)
      await listen(seated.server, ports.FACADE_PORT, ports.FACADE_HOST)
      seated.adopt([process.pid])
    },
    closeStorefront: async () => {
      seated.drain()
      await pause(ports.DRAIN_MS)
      await closeServer(seated.server)
    },
    closeOperations: () => closeServer(operations, 0),
  }
}
