import { Places } from './places.ts'

function take(places: Places, ...addresses: readonly string[]): readonly boolean[] {
  return addresses.map((address) => places.take(address))
}

test('one client gets a quarter of the places', () => {
  const places = new Places(8)
  expect(take(places, 'a', 'a', 'a', 'b')).toEqual([true, true, false, true])
  expect(places.taken).toBe(3)
})

test('all together get no more than there are', () => {
  const places = new Places(4)
  expect(take(places, 'a', 'b', 'c', 'd', 'e')).toEqual([true, true, true, true, false])
})

test('what is given back can be taken again', () => {
  const places = new Places(4)
  take(places, 'a')
  places.give('a')
  places.give('a')
  places.give('nobody')
  expect(places.taken).toBe(0)
  expect(take(places, 'a')).toEqual([true])
})

test('where there are few, everybody may have one', () => {
  expect(take(new Places(1), 'a', 'b')).toEqual([true, false])
})
