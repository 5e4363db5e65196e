import { expect, test } from 'vitest'
import { isUsual, proposedPlace } from '../src/usual'

const USUAL = [
  { resource_id: 't3', party_size: 2 },
  { resource_id: 't2', party_size: 2 },
]

test('the most usual place that is free is proposed, else the best', () => {
  expect(proposedPlace(USUAL, ['t1', 't2', 't3'], 2)).toBe('t3')
  expect(proposedPlace(USUAL, ['t1', 't2'], 2)).toBe('t2')
  expect(proposedPlace(USUAL, ['t1'], 2)).toBe('t1')
  expect(proposedPlace(USUAL, [], 2)).toBeNull()
})

test('a usual place is one for the party for which it was booked', () => {
  expect(proposedPlace(USUAL, ['t1', 't3'], 4)).toBe('t1')
  expect(isUsual(USUAL, 't3', 2)).toBe(true)
  expect(isUsual(USUAL, 't3', 4)).toBe(false)
  expect(isUsual([{ resource_id: 'sokolova', party_size: null }], 'sokolova', null)).toBe(true)
})
