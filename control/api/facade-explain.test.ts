import { createServer, type IncomingMessage, type Server } from 'node:http'
import { listen } from '#contracts/process/listen.ts'
import { createFacadeExplain } from './facade-explain.ts'

let server: Server
let asked: IncomingMessage | null
let answer: { status: number; body: string }
let url: string

beforeEach(async () => {
  asked = null
  server = createServer((request, response) => {
    asked = request
    response.writeHead(answer.status).end(answer.body)
  })
  url = `http://127.0.0.1:${await listen(server, 0)}`
})
afterEach(() => server.close())

const ask = () => createFacadeExplain(url, 'the-token')(new URLSearchParams({ operation: 'getProduct' }))

describe('the façade’s explanation', () => {
  it('is asked for as an operator and given as it is', async () => {
    answer = { status: 200, body: '{"side":"new"}' }
    expect(await ask()).toEqual({ side: 'new' })
    expect(asked?.url).toBe('/explain?operation=getProduct')
    expect(asked?.headers.authorization).toBe('Bearer the-token')
  })

  test.each([
    [400, '{"errors":[{"pointer":"/query/operation","detail":"is no operation"}]}', 'invalid-request'],
    [400, '{"detail":"no such channel"}', 'invalid-request'],
    [404, '<html>', 'unknown-operation'],
    [401, '{}', 'unavailable'],
    [500, 'broken', 'unavailable'],
  ])('%s with %s is refused as such', async (status, body, code) => {
    answer = { status, body }
    await expect(ask()).rejects.toMatchObject({ code })
  })

  it('tells what is wrong with the question in the façade’s own words', async () => {
    const errors = [{ pointer: '/query/operation', detail: 'is no operation' }]
    answer = { status: 400, body: JSON.stringify({ detail: 'that will not do', errors }) }
    await expect(ask()).rejects.toMatchObject({ detail: 'that will not do', errors })
  })

  it('is unavailable while the façade is away', async () => {
    await new Promise((resolve) => server.close(resolve))
    await expect(ask()).rejects.toMatchObject({ code: 'unavailable' })
  })
})
