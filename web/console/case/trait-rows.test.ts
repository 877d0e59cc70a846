import { expect, it } from 'vitest'
import type { Case } from '@etui/shared/wire/case.ts'
import { documentLines } from './trait-rows.ts'

const file: Case = {
  checkId: 'one',
  attempt: 1,
  documentKind: 'identity-card',
  sentAt: 0,
  leaseEndsAt: 0,
  isForSupervisor: false,
  challenge: { movements: ['left', 'up'], digits: '471' },
  mrz: [
    'IDFRAX4RTBP7W28<<<<<<<<<<<<<<<',
    '7919171F3102112FRA<<<<<<<<<<<6',
    'HOCHSTETER<<NADEGE<MARIE<<<<<<',
  ],
  differing: ['familyName', 'sex'],
  registry: {
    familyName: 'Hochstetter',
    givenNames: 'Nadège Marie',
    birthDate: '1979-05-17',
    sex: 'male',
    birthPlace: 'Metz',
  },
  recordings: [],
  earlier: [],
}

it('marks what the server says differs, letter by letter in a name', () => {
  const [familyName, givenNames, birthDate, sex] = documentLines(file).rows
  expect(familyName).toEqual({
    trait: 'familyName',
    isDiffering: true,
    letters: 1,
    document: [plain('HOCHSTET'), marked(''), plain('ER')],
    registry: [plain('HOCHSTET'), marked('T'), plain('ER')],
  })
  expect(givenNames).toMatchObject({ isDiffering: false, registry: [plain('NADÈGE MARIE')] })
  expect(birthDate).toMatchObject({ isDiffering: false, registry: [plain('17/05/1979')] })
  expect(sex).toMatchObject({ document: [marked('F')], registry: [marked('M')] })
})

it('says of a date that is the same, with a check digit that does not fit, that it counts for nothing', () => {
  const dated: Case = { ...file, differing: ['birthDate'] }
  const [first = '', second = '', third = ''] = file.mrz ?? []
  const same = { ...dated, mrz: [first, second.replace(/^\d{6}/, '790517'), third] }
  expect(documentLines(same).rows[2]).toMatchObject({ isDiffering: true, isUnchecked: true })
  expect(documentLines(dated).rows[2]).not.toHaveProperty('isUnchecked')
})

it('counts the check digits that fit', () => {
  const { keys, expires } = documentLines(file)
  expect(keys?.all).toBe(4)
  expect(keys?.right).toBeLessThan(4)
  expect(expires).toBe('310211')
})

it('shows the registry alone where there are no lines, or lines of another form', () => {
  const { mrz: _, ...unread } = file
  for (const each of [unread, { ...file, mrz: ['NO', 'LINES'] }]) {
    const { rows, keys } = documentLines(each)
    expect(keys).toBeUndefined()
    expect(rows.map(({ document }) => document.map(({ text }) => text).join(''))).toEqual(
      rows.map(() => ''),
    )
    expect(rows[1]?.registry).toEqual([plain('NADÈGE MARIE')])
  }
})

it('says that everything differs from a registry that knows nobody, and marks nothing', () => {
  const { registry: _, ...unknown } = file
  const [familyName, givenNames] = documentLines(unknown).rows
  expect(familyName).toEqual({
    trait: 'familyName',
    isDiffering: true,
    document: [plain('HOCHSTETER')],
    registry: [],
  })
  expect(givenNames).toMatchObject({ isDiffering: true, registry: [] })
})

function plain(text: string) {
  return { text, isMarked: false }
}

function marked(text: string) {
  return { text, isMarked: true }
}
