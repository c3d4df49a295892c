/** What was typed or chosen, as a handler of the field's events. */
export function typedText(take: (text: string) => void): (event: Event) => void {
  return ({ target }) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) take(target.value)
  }
}
