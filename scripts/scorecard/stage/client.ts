// One request on a connection of its own, and all that came back, be it whole, cut or late.
import { request } from 'node:http'

export type Observed = {
  /** 0: no head came. */
  readonly status: number
  readonly headers: { readonly [name: string]: string | string[] | undefined }
  readonly body: string
  /** The connection was lost before the end. */
  readonly cut: boolean
  /** From the request until the end. */
  readonly ms: number
}

export type Question = {
  readonly method?: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string
  /** Give up after so long. */
  readonly patienceMs?: number
}

/** Never rejects. */
export function ask(url: string, question: Question = {}): Promise<Observed> {
  const { method = 'GET', headers = {}, body, patienceMs = 60_000 } = question
  return new Promise((resolve) => {
    const begun = performance.now()
    let [status, text] = [0, '']
    let got: Observed['headers'] = {}
    const end = (cut: boolean) => {
      clearTimeout(patience)
      resolve({ status, headers: got, body: text, cut, ms: performance.now() - begun })
    }
    const req = request(url, { method, headers, agent: false }, (res) => {
      status = res.statusCode ?? 0
      got = res.headers
      res.setEncoding('utf8')
      res.on('data', (chunk: string) => {
        text += chunk
      })
      res.on('error', () => undefined)
      res.on('close', () => end(!res.complete))
    })
    const patience = setTimeout(() => req.destroy(), patienceMs)
    req.on('error', () => end(true))
    req.end(body)
  })
}
