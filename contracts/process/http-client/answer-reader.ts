import { type AnswerHead, readAnswerHead } from './answer-head.ts'
import { ChunkedBody } from './chunked-body.ts'
import type { HttpClientErrorCode } from './http-client-error.ts'
import { LengthBody } from './length-body.ts'

export type Answer = { readonly head: AnswerHead; readonly body: Buffer }

/** Why an answer is not believed. */
export type BadAnswer = Extract<HttpClientErrorCode, 'MALFORMED_ANSWER' | 'ANSWER_TOO_LARGE'>

const longestHead = 16 * 1024
const endOfHead = '\r\n\r\n'
const switching = 101

/** Reads one answer from bytes that arrive as they like. */
export class AnswerReader {
  readonly #largest: number
  /** Bytes of a head that is not whole yet, as latin1. */
  #partialHead = ''
  #head: AnswerHead | null = null
  #body: LengthBody | ChunkedBody | null = null

  /** @param largest bytes that a body may have */
  constructor(largest: number) {
    this.#largest = largest
  }

  /**
   * The answer when these bytes complete it, else null, or why it is none. Bytes behind an answer make it
   * `MALFORMED_ANSWER`: nothing was asked that they could answer. The bytes may be overwritten afterwards.
   */
  take(bytes: Buffer, to: number): Answer | BadAnswer | null {
    let at = 0
    while (this.#body === null) {
      const next = this.#takeHead(bytes, at, to)
      if (next === null) return null
      if (typeof next === 'string') return next
      at = next
    }
    const taken = this.#body.take(bytes, at, to)
    if (taken === null) return this.#body.isTooLarge ? 'ANSWER_TOO_LARGE' : 'MALFORMED_ANSWER'
    if (!this.#body.isDone) return null
    if (at + taken !== to || this.#head === null) return 'MALFORMED_ANSWER'
    const answer = { head: this.#head, body: this.#body.whole() }
    this.#head = null
    this.#body = null
    return answer
  }

  /** Where the body begins; null while the head is not whole. */
  #takeHead(bytes: Buffer, from: number, to: number): number | BadAnswer | null {
    const before = this.#partialHead
    // The head is short: only so much of what has come can be of it.
    const text = before + bytes.toString('latin1', from, Math.min(to, from + longestHead + 4 - before.length))
    const end = text.indexOf(endOfHead)
    if (end === -1) {
      this.#partialHead = text
      return text.length > longestHead ? 'MALFORMED_ANSWER' : null
    }
    this.#partialHead = ''
    const head = readAnswerHead(text.slice(0, end))
    if (head === null || head.status === switching) return 'MALFORMED_ANSWER'
    const at = from + end + endOfHead.length - before.length
    // Informational answers come before the one that counts (RFC 9110 §15.2).
    if (head.status < 200) return at < to ? at : null
    return this.#begin(head) ?? at
  }

  #begin(head: AnswerHead): BadAnswer | null {
    const { framing } = head
    if (framing.kind === 'length' && framing.bytes > this.#largest) return 'ANSWER_TOO_LARGE'
    this.#head = head
    this.#body = framing.kind === 'length' ? new LengthBody(framing.bytes) : new ChunkedBody(this.#largest)
    return null
  }
}
