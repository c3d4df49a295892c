/** Samples of a Prometheus text, summed over whatever labels are not asked for. */
export type Samples = {
  /** Sum of a metric's samples that have these labels; null where there is none. */
  sum(name: string, labels?: { readonly [label: string]: string }): number | null
  readonly names: ReadonlySet<string>
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/

/** Reads the text format. Source: Prometheus exposition format 0.0.4. */
export function samplesOf(text: string): Samples {
  const samples = text.split('\n').flatMap((one) => {
    const [, name = '', labels = '', value = ''] = line.exec(one) ?? []
    return name === '' ? [] : [{ name, labels: `,${labels},`, value: Number(value) }]
  })
  return {
    names: new Set(samples.map(({ name }) => name)),
    sum: (name, labels = {}) => {
      const wanted = Object.entries(labels).map(([label, value]) => `,${label}="${value}",`)
      const found = samples.filter((s) => s.name === name && wanted.every((w) => s.labels.includes(w)))
      return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0)
    },
  }
}
