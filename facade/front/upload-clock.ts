import type { ClientRequest } from 'node:http'
import { BanyanError } from '#contracts/errors.ts'
import type { Passage } from './passage.ts'

/**
 * Lets an upload take as long as it wants while it keeps pace; one that does not is cut, and the one who
 * stopped is named. The clock of the answer starts at its end.
 */
export function watchUpload(passage: Passage, call: ClientRequest): void {
  const { req, res, limits } = passage
  const leastBytes = (limits.uploadBytesPerSecond * limits.stallMs) / 1_000
  let bytesBefore = req.socket.bytesRead
  const pace = setInterval(() => {
    const bytes = req.socket.bytesRead - bytesBefore
    bytesBefore = req.socket.bytesRead
    if (bytes >= leastBytes) return
    passage.giveUp(new BanyanError(call.writableNeedDrain ? 'deadline-exceeded' : 'request-timeout'))
  }, limits.stallMs)
  const stop = () => clearInterval(pace)
  res.once('close', stop)
  req.once('end', () => {
    stop()
    if (!res.headersSent) passage.awaitAnswer()
  })
}
