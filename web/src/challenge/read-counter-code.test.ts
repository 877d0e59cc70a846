import { expect, it } from 'vitest'
import { type Challenge, encodeChallenge } from '@etui/shared/presentation/challenge.ts'
import { challengeLink, chipLink, counterLink } from '@etui/shared/tap/counter-link.ts'
import { readCounterCode } from './read-counter-code.ts'

const origin = 'https://carte.example'
const now = 1_795_309_200_000
const second = now / 1000

function asked(change: Partial<Challenge> = {}): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(16)
  const whole = { counterId: 'k7Qm2xVb', nonce, expiresAt: second + 90, name: 'Tilleuls', flags: 0 }
  return encodeChallenge({ ...whole, ...change })
}

const read = (text: string) => readCounterCode(text, { origin, now })
const shown = (change?: Partial<Challenge>) => read(challengeLink(origin, asked(change)))

it('reads what a counter asks: its name, and when that ends', () => {
  const bytes = asked({ name: 'Pharmacie de l’Étoile, Comptoir 2' })
  expect(read(` ${challengeLink(origin, bytes)}\n`)).toEqual({
    kind: 'asked',
    bytes,
    name: 'Pharmacie de l’Étoile, Comptoir 2',
    endsAt: now + 90_000,
  })
})

it.each([
  ['https://example.org/menu'],
  ['2721097900046195292503'],
  [challengeLink('https://carte.example.org', asked())],
  [challengeLink('http://carte.example', asked())],
  [`${origin}/presenter`],
])('takes no code but a counter’s of this app: %s', (text) => {
  expect(read(text)).toBe('foreign')
})

it.each([[counterLink(origin, 'k7Qm2xVb')], [chipLink(origin, 'k7Qm2xVb')]])(
  'knows a tag from a question: %s',
  (text) => {
    expect(read(text)).toBe('tag')
  },
)

it.each([
  [`${origin}/t#c=`],
  [`${origin}/t#c=AAAA`],
  [`${challengeLink(origin, asked())}A`],
  [challengeLink(origin, asked({ counterId: 'k7Qm' }))],
  [challengeLink(origin, asked({ name: ' ' }))],
  [challengeLink(origin, asked({ name: 'Pharmacie\u202Eelbon' }))],
  [challengeLink(origin, asked({ name: 'Deux\nlignes' }))],
  [challengeLink(origin, asked({ name: 'x'.repeat(161) }))],
])('refuses one that does not hold: %s', (text) => {
  expect(read(text)).toBe('malformed')
})

it('refuses one that is over, from its last second on, and one that could not be of now', () => {
  expect(shown({ expiresAt: second })).toBe('expired')
  expect(shown({ expiresAt: second + 1 })).toMatchObject({ kind: 'asked' })
  expect(shown({ expiresAt: second + 180 })).toMatchObject({ kind: 'asked' })
  expect(shown({ expiresAt: second + 181 })).toBe('clock')
})
