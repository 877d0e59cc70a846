import { expect, it } from 'vitest'
import { finderPart } from './finder-part.ts'

it.each([
  [
    'a phone held upright',
    { width: 1080, height: 1920 },
    { x: 0, y: 825, width: 1080, height: 270 },
  ],
  ['a webcam', { width: 1920, height: 1080 }, { x: 96, y: 324, width: 1728, height: 432 }],
])('reads the band the person aims with: %s', (_, picture, part) => {
  expect(finderPart(picture, { ratio: 1.6, share: 0.4 })).toEqual(part)
})
