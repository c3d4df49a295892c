// The load generator as a process: `LoadOrder` in, `LoadResult` out, over IPC.
import type { LoadOrder } from './load-order.ts'
import { openLoop } from './open-loop.ts'

process.on('message', (order: LoadOrder) => {
  void openLoop(order).then((result) => process.send?.(result))
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
