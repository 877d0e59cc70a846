import type { LetterReading } from '@etui/shared/phone/letter.ts'

/** How a frame came to the counter, by the keys of the texts. */
export const wayWords = {
  code: 'readings.ways.code',
  tap: 'readings.ways.tap',
  challenge: 'readings.ways.challenge',
  practice: 'readings.ways.practice',
} as const

/** Whether its holder is to be asked if it was they: another counter read the card within minutes, and nothing was said yet. */
export function isDoubtful({ isFlagged, recognisedAt, reportedAt }: LetterReading): boolean {
  return isFlagged === true && recognisedAt === undefined && reportedAt === undefined
}
