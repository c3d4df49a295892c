/** Texts behind each other, each ended as a sentence is; null is left out. Pure. */
export function sentences(texts: readonly (string | null)[]): string {
  return texts.flatMap((text) => (text === null ? [] : [text.replace(/[^.!?]$/, '$&.')])).join(' ')
}
