// Input that has broken things elsewhere.

/** Keys that nothing has, and that have broken things elsewhere. */
export const oddKeys = [
  'no-such-thing',
  '%',
  '_',
  "' OR 1=1 --",
  '"',
  '../etc',
  'ä☃🎈',
  '\\',
  '{{7*7}}',
  'x'.repeat(200),
]

/** What shoppers and attackers type: it may find little or much, but it answers, and the answer is valid. */
export const oddTexts = [
  ...'"\'%_\\*():&|!;',
  "' OR 1=1 --",
  '%%%',
  '<->',
  '   ',
  '"laptop',
  'laptop"',
  'lap:*',
  'a & b | !c',
  '<b>laptop</b>',
  '{{7*7}}',
  'é',
  'ﬁ',
  'ä☃🎈',
  '\u202eabc',
  '\u0000laptop',
  '\ud800',
  'x'.repeat(200),
  '🎈'.repeat(100),
  'laptop '.repeat(28),
]
