import { expect, it } from 'vitest'
import { agePart } from './age.ts'

const minute = 60_000
const hour = 60 * minute

it.each([
  [-5 * minute, 0, 'minute'],
  [59_999, 0, 'minute'],
  [119 * minute, 119, 'minute'],
  [2 * hour, 2, 'hour'],
  [48 * hour - 1, 47, 'hour'],
  [71 * hour, 2, 'day'],
] as const)('says a wait of %i ms as %i %s', (ms, value, unit) => {
  expect(agePart(ms)).toEqual({ value, unit })
})
