import { describe, expect, test } from 'vitest'
import { COVERAGE } from '@etui/shared/card/card.ts'
import { parseNir } from '@etui/shared/nir/nir.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { testKeys } from '../enrolment/test-keys.ts'
import { demonstrationRegistry } from './demonstration-registry.ts'
import { inventedPeople } from './invented-people.ts'
import { nameWords, plainName } from './name.ts'
import { seedRegistry } from './seed-registry.ts'

const now = new Date('2026-11-21T10:00:00Z')
const clock = () => now
const nirOf = (text: string) => parseNir(text, { allowDemonstration: true })
const claire = nirOf('2 84 19 57 511 500 59')

forEachEngine('demonstration registry', (open) => {
  async function world() {
    const database = await open()
    const keys = await testKeys(clock)
    const needs = { database, keys, clock }
    return { ...needs, people: await seedRegistry(needs), registry: demonstrationRegistry(needs) }
  }

  test('knows its people by number, and nobody else', async () => {
    const { registry } = await world()
    expect(await registry.personByNir(claire)).toMatchObject({
      registryId: 'claire',
      nir: claire,
      traits: {
        familyName: 'AUBERTIN',
        givenNames: 'CLAIRE',
        birthDate: '1984-03-12',
        sex: 'female',
      },
      email: 'claire@example.org',
      isUnderGuardianship: false,
    })
    expect(await registry.personByNir(nirOf('284195751150158'))).toBeUndefined()
    expect(await registry.person('nobody')).toBeUndefined()
  })

  test('answers a family with the rights of each', async () => {
    const { registry } = await world()
    const family = await registry.beneficiaries('claire')
    expect(family.map(({ beneficiaryId, quality }) => [beneficiaryId, quality])).toEqual([
      ['0', 0],
      ['1', 6],
      ['2', 6],
    ])
    expect(family.map((each) => each.traits.givenNames)).toEqual(['CLAIRE', 'JULES', 'NOUR'])
    expect(new Set(family.map((each) => each.nir))).toEqual(new Set([claire]))
    expect(family[0]?.ownNir).toBeUndefined()
    expect(family[1]?.ownNir).toMatch(/^11519/)
    expect(family[0]?.rights).toMatchObject({ asOf: now, isOpen: true, organisation: 15_710_001 })
    expect(await registry.beneficiaries('nobody')).toEqual([])
  })

  test('gives no cover where rights are closed', async () => {
    const { registry } = await world()
    const [yanis] = await registry.beneficiaries('yanis')
    expect(yanis?.rights).toMatchObject({
      isOpen: false,
      coverage: 0,
      complementaryNumber: undefined,
    })
  })

  test('tells rights as of a day of care, both days of France included', async () => {
    const { registry, database } = await world()
    const { db, tables } = database
    const on = async (day: string, registryId = 'yanis') => {
      const [holder] = await registry.beneficiaries(registryId, day)
      return holder?.rights
    }
    expect(await on('2025-08-31')).toMatchObject({ isOpen: true, asOf: now })
    expect((await on('2025-08-31'))?.coverage).toBeGreaterThan(0)
    expect(await on('2025-09-01')).toMatchObject({ isOpen: false, coverage: 0 })
    expect(await on('2020-01-01')).toMatchObject({ isOpen: true })
    expect(await on('2019-12-31')).toMatchObject({ isOpen: false })
    const exemptions = (await on('2021-06-01', 'bernadette'))?.exemptions
    expect(exemptions).toMatchObject([{ code: '3' }])
    await db.update(tables.registryBeneficiaries).set({ coverage: 0 })
    expect(await on('2025-08-31')).toMatchObject({ isOpen: false })
  })

  test('closes rights when their last day is over in France', async () => {
    const { database, keys } = await world()
    const isOpenAt = async (instant: string) => {
      const at = { database, keys, clock: () => new Date(instant) }
      const [yanis] = await demonstrationRegistry(at).beneficiaries('yanis')
      return yanis?.rights.isOpen
    }
    expect(await isOpenAt('2025-08-31T21:59:59.999Z')).toBe(true)
    expect(await isOpenAt('2025-08-31T22:00:00Z')).toBe(false)
  })

  test('tells the exemptions that hold on that day in France, where rights are open', async () => {
    const { database, keys } = await world()
    const exemptionsAt = async (instant: string, registryId = 'bernadette') => {
      const at = { database, keys, clock: () => new Date(instant) }
      const [holder] = await demonstrationRegistry(at).beneficiaries(registryId)
      return holder?.rights.exemptions.map(({ code }) => code)
    }
    expect(await exemptionsAt('2026-11-21T10:00:00Z')).toEqual(['4'])
    expect(await exemptionsAt('2021-06-01T10:00:00Z')).toEqual(['3'])
    expect(await exemptionsAt('2028-01-31T22:59:59.999Z')).toEqual(['4'])
    expect(await exemptionsAt('2028-01-31T23:00:00Z')).toEqual([])
    expect(await exemptionsAt('2026-11-21T10:00:00Z', 'claire')).toEqual([])
    await database.db.update(database.tables.registryBeneficiaries).set({ rightsTo: now })
    expect(await exemptionsAt('2026-11-21T10:00:00Z')).toEqual([])
  })

  test('seeds once', async () => {
    const { database, keys, people } = await world()
    await seedRegistry({ database, keys, clock })
    expect(await database.db.select().from(database.tables.registryPeople)).toHaveLength(
      people.length,
    )
  })

  test('holds neither names nor numbers in the clear', async () => {
    const { database } = await world()
    const rows = [
      ...(await database.db.select().from(database.tables.registryPeople)),
      ...(await database.db.select().from(database.tables.registryBeneficiaries)),
    ]
    const bytes = Buffer.concat(
      rows.flatMap((row) => Object.values(row).filter((it) => Buffer.isBuffer(it))),
    )
    for (const word of ['AUBERTIN', 'claire@example.org', claire, '2023-02-01']) {
      expect(bytes.includes(word)).toBe(false)
      expect(JSON.stringify(rows)).not.toContain(word)
    }
  })
})

describe('invented people', () => {
  test('are of every kind, with month 19 and a right key', () => {
    const people = inventedPeople(now)
    const numbers = people.flatMap(({ nir, beneficiaries }) => [
      nir,
      ...beneficiaries.flatMap(({ ownNir }) => ownNir ?? []),
    ])
    for (const number of numbers) {
      expect(() => nirOf(number)).not.toThrow()
      expect(() => parseNir(number)).toThrow('nir-month')
    }
    expect(new Set(numbers).size).toBe(numbers.length)
    const places = numbers.map((number) => number.slice(5, 7))
    expect(places).toEqual(expect.arrayContaining(['2A', '2B', '97', '99']))
    const covers = people.flatMap((person) => person.beneficiaries.map(({ coverage }) => coverage))
    expect(covers.some((it) => it & COVERAGE.solidarity)).toBe(true)
    expect(covers.some((it) => it & COVERAGE.complementary)).toBe(true)
    const ends = people.flatMap((person) => person.beneficiaries.map(({ rightsTo }) => rightsTo))
    expect(ends.some((day) => day !== undefined && day < '2026')).toBe(true)
  })

  test('were each born somewhere that has a code, and one has no number yet', () => {
    const all = inventedPeople(now).flatMap(({ beneficiaries }) => beneficiaries)
    for (const { traits } of all) expect(traits.birthPlaceCode).toMatch(/^[0-9][0-9AB][0-9]{3}$/)
    const numberless = all.filter(({ quality, ownNir }) => quality !== 0 && ownNir === undefined)
    expect(numberless).toHaveLength(1)
  })

  test.each(['2026-01-01', '2026-06-30', '2028-12-31'])('have one of 17 on %s', (day) => {
    const eliott = inventedPeople(new Date(day)).find(({ registryId }) => registryId === 'eliott')
    const birth = new Date(eliott?.traits.birthDate ?? '')
    const years = (Date.parse(day) - birth.getTime()) / (365.25 * 86_400_000)
    expect(years).toBeGreaterThan(17)
    expect(years).toBeLessThan(18)
    expect(eliott?.nir.slice(1, 3)).toBe(eliott?.traits.birthDate.slice(2, 4))
  })
})

test.each([
  ['Łukasz Wałęsa', 'LUKASZ WALESA'],
  ['Sørensen-Østergård', 'SORENSEN OSTERGARD'],
  ['Đặng Đinh', 'DANG DINH'],
  ['Guðrún Ðóra', 'GUDRUN DORA'],
  ['Þórður', 'THORDUR'],
  ['Işık Yılmaz', 'ISIK YILMAZ'],
  ['Cœur ŒUVRARD', 'COEUR OEUVRARD'],
  ['Lætitia Ævar', 'LAETITIA AEVAR'],
  ['Weiß WEIẞ', 'WEISS WEISS'],
  ['Ħamrun', 'HAMRUN'],
])('the name %s is compared as %s', (name, plain) => {
  expect(plainName(name)).toBe(plain)
  expect(plainName(name.normalize('NFD'))).toBe(plain)
})

test('names are compared by their letters', () => {
  expect(plainName(' Lœw–d’Ævrard  ')).toBe('LOEW D AEVRARD')
  expect(nameWords('Jean-Paul, Éric')).toEqual(['JEAN', 'PAUL', 'ERIC'])
  expect(nameWords(' - ')).toEqual([])
})
