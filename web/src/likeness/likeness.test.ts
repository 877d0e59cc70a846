import { expect, it } from 'vitest'
import { sumUp, type SeenFace } from './likeness.ts'

const seen = (change: Partial<SeenFace>): SeenFace => ({
  size: 0.2,
  turned: 0,
  liveness: 1,
  realness: 1,
  description: [0],
  ...change,
})
/** Descriptions of one number, the nearer the more alike. */
const nearness = ([one = 0]: readonly number[], [other = 0]: readonly number[]) =>
  1 - Math.abs(one - other)

it('takes the largest face of the document, not the pale copy beside it', () => {
  const document = [seen({ size: 0.02, description: [0] }), seen({ size: 0.1, description: [0.5] })]
  expect(sumUp({ document, face: [seen({ description: [0.5] })] }, nearness).likeness).toBe(1)
})

it('judges the straighter half of the face’s pictures, and of their scores the middle one', () => {
  const face = [
    seen({ turned: 0.9, liveness: 0, realness: 0, description: [1] }),
    seen({ turned: 0.1, liveness: 0.4, realness: 0.9, description: [0.1] }),
    seen({ turned: 0.8, liveness: 0, realness: 0, description: [1] }),
    seen({ turned: 0.2, liveness: 0.6, realness: 0.7, description: [0.2] }),
    seen({ turned: 0, liveness: 0.8, realness: 0.5, description: [0.4] }),
  ]
  expect(sumUp({ document: [seen({})], face }, nearness)).toEqual({
    likeness: 0.8,
    liveness: 0.6,
    realness: 0.7,
  })
})

it('gives no likeness without a portrait, and nothing at all without a face', () => {
  expect(sumUp({ document: [], face: [seen({})] }, nearness)).toEqual({ liveness: 1, realness: 1 })
  expect(sumUp({ document: [seen({})], face: [] }, nearness)).toEqual({})
})
