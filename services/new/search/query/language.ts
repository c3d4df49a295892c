// What search knows about a language. A language that is not listed is searched without stemming.

export type Language = {
  /** Dictionary of PostgreSQL that finds a word's stem and knows the stop words. */
  readonly dictionary: string
  /** Whether the last word of a name says what the thing is: "camera lens" is a lens. */
  readonly headIsLast: boolean
}

const languages: { readonly [primary: string]: Language } = {
  da: { dictionary: 'danish_stem', headIsLast: true },
  de: { dictionary: 'german_stem', headIsLast: true },
  en: { dictionary: 'english_stem', headIsLast: true },
  es: { dictionary: 'spanish_stem', headIsLast: false },
  fi: { dictionary: 'finnish_stem', headIsLast: true },
  fr: { dictionary: 'french_stem', headIsLast: false },
  it: { dictionary: 'italian_stem', headIsLast: false },
  nl: { dictionary: 'dutch_stem', headIsLast: true },
  no: { dictionary: 'norwegian_stem', headIsLast: true },
  pt: { dictionary: 'portuguese_stem', headIsLast: false },
  sv: { dictionary: 'swedish_stem', headIsLast: true },
}

const unknown: Language = { dictionary: 'simple', headIsLast: false }

/** The language of a BCP 47 tag. */
export function languageOf(locale: string): Language {
  return languages[locale.split('-')[0] ?? ''] ?? unknown
}
