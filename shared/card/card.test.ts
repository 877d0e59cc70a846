import { beforeAll, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { CborError } from '../cbor/cbor-reader.ts'
import { verifySign1 } from '../cose/sign1.ts'
import { webReading } from '../presentation/platform-web-reading.ts'
import { inventWorld, type InventedWorld } from '../vectors/invented.ts'
import type { CardClaims, CardContent } from './card.ts'
import { readCard } from './read-card.ts'
import { encodeCardClaims } from './write-card.ts'

let world: InventedWorld

beforeAll(async () => {
  world = await inventWorld()
})

function withContent(content: Partial<CardContent>): CardClaims {
  return { ...world.claims, content: { ...world.claims.content, ...content } }
}

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => new TextEncoder().encode(text).length <= 80)

const content = fc.record(
  {
    nir: fc.constantFrom('284195751150059', '172192B99900224', '100000000000000'),
    familyName: name,
    givenNames: name,
    birthDate: fc.constantFrom(19401900, 20010230),
    birthRank: fc.nat(9),
    regime: fc.nat(999_999_999),
    managementCode: fc.nat(99),
    coverage: fc.nat(31),
    complementaryNumber: fc.maxSafeNat(),
    complementaryUntil: fc.constant(20_271_231),
    quality: fc.nat(9),
    portrait: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => new Uint8Array(bytes)),
    ownNir: fc.constant('172192B99900224'),
  },
  {
    requiredKeys: [
      ...(['nir', 'familyName', 'givenNames', 'birthDate', 'birthRank', 'regime'] as const),
      ...(['managementCode', 'coverage'] as const),
    ],
  },
)

describe('a card', () => {
  test('comes back as it was signed, whatever it says', async () => {
    const cardClass = fc.constantFrom('production', 'test', 'demonstration')
    await fc.assert(
      fc.asyncProperty(content, cardClass, async (said, isOfClass) => {
        const claims = { ...world.claims, content: said, cardClass: isOfClass }
        const { card } = readCard(await world.credentialOf(claims))
        expect(card).toEqual({ ...claims, keyId: world.issuer.keyId })
      }),
    )
  })

  test('is verified with its issuer key and no other', async () => {
    const { message } = readCard(world.credential)
    const issuer = await webReading.verifier(world.issuer.key)
    const holder = await webReading.verifier(world.holder.publicKey)
    expect(issuer && (await verifySign1(message, issuer))).toBe(true)
    expect(holder && (await verifySign1(message, holder))).toBe(false)
  })

  test('with a byte after it is refused', () => {
    const longer = new Uint8Array(world.credential.length + 1)
    longer.set(world.credential)
    expect(() => readCard(longer)).toThrow(CborError)
  })

  test.each<[Partial<CardContent>, string]>([
    [{ familyName: '' }, 'no name'],
    [{ givenNames: 'É'.repeat(41) }, '82 bytes of name'],
    [{ nir: '28419575115005' }, '14 digits'],
    [{ nir: '084195751150059' }, 'a leading zero'],
    [{ ownNir: '172192C99900224' }, 'no such department'],
    [{ coverage: -0.5 }, 'a fraction'],
  ])('is not written with %j: %s', (changes) => {
    expect(() => encodeCardClaims(withContent(changes))).toThrow(TypeError)
  })

  test('is not written for more than 31 days, or for none', () => {
    const { issuedAt } = world.claims
    const ending = (expiresAt: number) => () => encodeCardClaims({ ...world.claims, expiresAt })
    expect(ending(issuedAt + 2_678_400)).not.toThrow()
    expect(ending(issuedAt + 2_678_401)).toThrow(TypeError)
    expect(ending(issuedAt)).toThrow(TypeError)
  })
})
