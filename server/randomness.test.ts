import { expect, test } from 'vitest'
import { machineRandomness } from './randomness.ts'

test('gives as many bytes as asked, and none twice', () => {
  const drawn = Array.from({ length: 2_000 }, (_, index) => machineRandomness(8 + (index % 9)))
  expect(drawn.map(({ length }) => length)).toEqual(drawn.map((_, index) => 8 + (index % 9)))
  expect(new Set(drawn.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(2_000)
  expect(machineRandomness(5_000)).toHaveLength(5_000)
  expect(machineRandomness(0)).toHaveLength(0)
})

test('keeps nothing of what it gave, and is not changed by who has it', () => {
  const first = machineRandomness(12)
  const copy = first.slice()
  first.fill(0)
  machineRandomness(12)
  expect(copy.some((byte) => byte !== 0)).toBe(true)
  expect(first.buffer.byteLength).toBe(12)
})
