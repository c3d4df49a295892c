// Contender: http-proxy-middleware on Express 5 as its documentation shows it.
import { createServer } from 'node:http'
import express from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'
import { listen } from '#contracts/process/listen.ts'

const app = express()
app.use(createProxyMiddleware({ target: process.env.UPSTREAM ?? '', changeOrigin: true }))
process.on('disconnect', () => process.exit(0))
process.send?.({ port: await listen(createServer(app), 0) })
