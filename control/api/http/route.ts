// The shape of one line of the route table.
import type { Request, Response } from 'express'
import type { Operator } from '../access/identify.ts'

export type Reply = {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: { readonly [name: string]: string }
}

export type OpenCall = {
  readonly request: Request
  readonly response: Response
}

/** A call by somebody who has proved to be an operator. */
export type Call = OpenCall & { readonly operator: Operator }

/** 'streamed' means that the handler writes the response itself. */
type Handle<C> = (call: C) => Promise<Reply | 'streamed'>

type Place = { readonly method: 'get' | 'post' | 'put' | 'delete'; readonly path: `/api/${string}` }

/** Who may call it is part of every line: there is no default that could be forgotten. */
export type Route =
  | (Place & { readonly access: 'operator'; readonly handle: Handle<Call> })
  | (Place & { readonly access: 'anyone'; readonly handle: Handle<OpenCall> })
