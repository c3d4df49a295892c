const longest = 64

/**
 * The name that a caller states for the audit trail, made safe to show: no control or formatting characters,
 * short. Null where nothing is left.
 */
export function statedName(text: string | undefined): string | null {
  const plain = (text ?? '')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .trim()
  return plain === '' ? null : plain
}
