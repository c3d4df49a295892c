// Contender: Express 5 and axios as one would write it by hand: fetch, parse, map, send.
import { Agent, createServer } from 'node:http'
import axios from 'axios'
import express from 'express'
import type { Output } from '#contracts/operations.ts'
import { listen } from '#contracts/process/listen.ts'

const upstream = axios.create({
  baseURL: process.env.UPSTREAM ?? '',
  timeout: 5_000,
  httpAgent: new Agent({ keepAlive: true }),
})

const app = express()
app.get('/v1/products/:key', async (req, res) => {
  const { data } = await upstream.get<Output<'getProduct'>>(
    `/v1/products/${encodeURIComponent(req.params.key)}`,
  )
  res.json({
    ...{ slug: data.slug, name: data.name, description: data.description, categories: data.categories },
    facets: data.facets,
    options: data.options,
    variants: data.variants.map(({ sku, name, options, price, stock, images }) => ({
      ...{ sku, name, options, price, stock, images },
    })),
    ...{ price: data.price, stock: data.stock, images: data.images },
  })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: await listen(createServer(app), 0) })
