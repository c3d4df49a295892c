import { aFlag } from '../testing/facts.ts'
import { flipEffect } from './flip-effect.ts'

const at = (percent: number) => aFlag({ percent })
const killed = aFlag({ enabled: false })

test.each([
  ['nothing changed: nothing happens', at(25), at(25), { purge: null, warm: null }],
  ['more visitors: the new side is warmed', at(25), at(50), { purge: null, warm: 'new' }],
  ['fewer visitors: legacy is warmed', at(50), at(25), { purge: null, warm: 'legacy' }],
  ['nobody any more: legacy is warmed', at(50), at(0), { purge: null, warm: 'legacy' }],
  ['a kill throws the new side’s away and warms legacy', at(25), killed, { purge: 'new', warm: 'legacy' }],
  [
    'a kill of what nobody had moves nobody',
    at(0),
    aFlag({ enabled: false, percent: 0 }),
    { purge: 'new', warm: null },
  ],
  ['while it is killed nothing is asked', killed, aFlag({ enabled: false, percent: 50 }), none()],
  ['revived it is asked anew', killed, at(25), { purge: 'new', warm: 'new' }],
  [
    'another attempt is asked anew',
    at(25),
    aFlag({ percent: 10, groupId: 'catalog:2' }),
    { purge: 'new', warm: 'new' },
  ],
  ['the first flag at 0 % moves nobody', null, at(0), { purge: 'new', warm: null }],
  ['the first flag above it warms', null, at(25), { purge: 'new', warm: 'new' }],
  ['a flag that vanishes is a kill', at(25), null, { purge: 'new', warm: 'legacy' }],
  ['no flag is no flip', null, null, none()],
] as const)('%s', (_rule, before, after, effect) => {
  expect(flipEffect(before, after)).toEqual(effect)
})

function none() {
  return { purge: null, warm: null }
}
