// Answers of a flag server that is not what it was: none may pollute, throw, or turn a journey on.
import { acceptFeatures } from '#flags/accept-features.ts'
import type { BadInputList, Target } from '../bad-input-list.ts'

const strategy =
  '{"name":"flexibleRollout","parameters":{"rollout":"100","stickiness":"userId","groupId":"catalog:1"}}'
const on = `"enabled":true,"strategies":[${strategy}]`
const feature = (fields: string) => `{"version":2,"features":[{${fields}}]}`
const named = '"name":"banyan.catalog","type":"release"'

const payloads: readonly string[] = [
  ...[
    'null',
    'true',
    '0',
    '""',
    '[]',
    '{}',
    '{"features":null}',
    '{"features":{}}',
    '{"features":[]}',
    '{"features":[null]}',
  ],
  ...[feature(`${named},"__proto__":{${on}}`), feature(`${named},"constructor":{"prototype":{${on}}}`)],
  ...[`{"__proto__":{"features":[{${named},${on}}]}}`, `{"features":[],"__proto__":{"polluted":1}}`],
  ...[`{"features":[{"__proto__":{${named},${on}}}]}`, feature(`"name":"__proto__","type":"release",${on}`)],
  ...[
    feature(`"name":"constructor",${on}`),
    feature(`"name":"banyan.__proto__",${on}`),
    feature(`"name":["banyan.catalog"],${on}`),
  ],
  ...[
    feature(`"name":"Banyan.catalog",${on}`),
    feature(`"name":"banyan.catalog ",${on}`),
    feature(`"name":"banyan.catalog\\u0000",${on}`),
  ],
  ...[
    feature(`${named},"enabled":"true","strategies":[${strategy}]`),
    feature(`${named},"enabled":1,"strategies":[${strategy}]`),
  ],
  ...[
    feature(`${named},"enabled":true,"strategies":{"0":${strategy}}`),
    feature(`${named},"enabled":true,"strategies":"all"`),
  ],
  ...[feature(`${named},"enabled":true,"strategies":[{"__proto__":${strategy}}]`)],
  ...[
    `{"features":[{${named},"enabled":{"valueOf":1},"strategies":[]}]}`,
    `{"features":{"length":1,"0":{${named},${on}}}}`,
  ],
]

async function start(): Promise<Target> {
  const leads = (text: string) => {
    const accepted = acceptFeatures(JSON.parse(text), null)
    if ('polluted' in {} || 'enabled' in {} || 'features' in {}) return 'polluted'
    if (accepted.kind === 'refused') return null
    const enabled = accepted.set.features.filter((one) => one.name === 'banyan.catalog' && one.enabled)
    return enabled.length === 0 ? null : `believed: ${JSON.stringify(enabled)}`
  }
  return {
    control: async () => leads(feature(`${named},${on}`)) !== null,
    attempts: payloads.map((text) => ({ what: text.slice(0, 100), send: async () => leads(text) })),
    stop: async () => undefined,
  }
}

export const flagPayloads: BadInputList = { name: 'flag payloads', start }
