import vectors from '@etui/shared/vectors/presentation-v1.json' with { type: 'json' }

/** The digits of presentations as phones show them, sealed and reduced: those of the published vectors. */
export function presentationTexts(): [string, ...string[]] {
  const [first, ...others] = vectors.valid
    .map(({ digits }) => digits)
    .filter((digits) => /^27[23][0-9]+$/.test(digits) && digits.length < 1000)
  if (first === undefined) throw new TypeError('the vectors hold no sealed presentation')
  return [first, ...others]
}
