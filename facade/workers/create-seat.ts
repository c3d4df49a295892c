import { createSeatOfOne, type Ports, type Seat } from './seat.ts'
import { createWorkerSeat, seatNumber } from './worker-seat.ts'

/** A parent's worker, as the process's arguments say, or a façade by itself. */
export function createSeat(args: readonly string[], ports: Ports): Seat {
  const number = seatNumber(args)
  return number === null ? createSeatOfOne(ports) : createWorkerSeat(number)
}
