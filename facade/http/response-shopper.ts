import type { ServerResponse } from 'node:http'
import type { Shopper } from '../exchange.ts'

/** The shopper behind an HTTP response. */
export class ResponseShopper implements Shopper {
  readonly #res: ServerResponse

  constructor(res: ServerResponse) {
    this.#res = res
  }

  onGone(listener: () => void): void {
    const res = this.#res
    res.on('close', () => {
      if (!res.writableEnded) listener()
    })
  }
}
