// Loaded into a façade's process before its own code: a name server that can be changed while it runs. Names
// that end in `.toy` are looked up in the file that NAME_TABLE names; all others as ever.
import dns from 'node:dns'
import { readFileSync } from 'node:fs'

const { lookup } = dns

dns.lookup = (name, ...rest) => {
  if (!name.endsWith('.toy')) return lookup(name, ...rest)
  const done = rest.at(-1)
  const [options] = rest.length > 1 ? rest : [{}]
  const address = JSON.parse(readFileSync(process.env.NAME_TABLE ?? '', 'utf8'))[name]
  queueMicrotask(() => {
    if (address === undefined) {
      done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND', hostname: name }))
    } else if (options?.all) done(null, [{ address, family: 4 }])
    else done(null, address, 4)
  })
}
