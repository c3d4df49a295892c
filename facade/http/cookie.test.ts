import { cookieValue } from './cookie.ts'

test.each([
  ['banyan-visitor=a.b', 'a.b'],
  ['x=1; banyan-visitor=a.b; y=2', 'a.b'],
  ['x=1;banyan-visitor=a.b', 'a.b'],
  ['banyan-visitor=', ''],
  ['x-banyan-visitor=no; banyan-visitor=yes', 'yes'],
  ['x=banyan-visitor=no; banyan-visitor=yes', 'yes'],
  ['banyan-visitor2=no; banyan-visitor=yes', 'yes'],
  ['banyan-visitor=first; banyan-visitor=second', 'first'],
])('%j', (header, value) => {
  expect(cookieValue(header, 'banyan-visitor')).toBe(value)
})

test.each([[undefined], [''], ['x=1'], ['x-banyan-visitor=no'], ['banyan-visitor'], ['Banyan-Visitor=no']])(
  '%j has none',
  (header) => {
    expect(cookieValue(header, 'banyan-visitor')).toBeUndefined()
  },
)
