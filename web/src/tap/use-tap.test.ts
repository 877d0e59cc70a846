import { afterEach, describe, expect, test } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { encodeChallenge } from '@etui/shared/presentation/challenge.ts'
import { sha256 } from '@etui/shared/presentation/platform-web.ts'
import type { Presenter } from '@etui/shared/presentation/presenter.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { counterLink } from '@etui/shared/tap/counter-link.ts'
import { tapNumber } from '@etui/shared/tap/tap-number.ts'
import type { Caller } from '../http/call.ts'
import { testNfc } from './test-tag.ts'
import { useTap } from './use-tap.ts'

const cardOrigin = 'https://etui.example'
const counterId = 'Q2xhaX_-'
const link = counterLink(cardOrigin, counterId)
const name = 'PHARMACIE DU LAVOIR, Comptoir 2'

function challengeOf(named: string) {
  const nonce = new Uint8Array(16).fill(7)
  return encodeChallenge({ counterId: named, nonce, expiresAt: 1_900_000_000, name, flags: 0 })
}

let scope: EffectScope
afterEach(() => scope.stop())

function tapping(named = counterId) {
  const { reader, makeReader } = testNfc()
  const challenge = challengeOf(named)
  const asked: { url: string; body: unknown }[] = []
  const server = { findRefusal: undefined as string | undefined, lost: 0 }
  // Only the shape that is called: an endpoint and its body.
  const call = (async (endpoint: { url: string }, { body }: { body: unknown }) => {
    asked.push({ url: endpoint.url, body })
    if (endpoint.url === '/taps/find') {
      if (server.findRefusal) throw new Refusal(server.findRefusal as 'tap-none')
      return { challenge: toBase64url(challenge) }
    }
    if (server.lost > 0) {
      server.lost -= 1
      throw new Refusal('network-down')
    }
    return { verdict: 'valid', readAt: 1 }
  }) as unknown as Caller
  let frames = 0
  const presenter = {
    frame: async (given) => `frame ${++frames} for ${toBase64url(given ?? new Uint8Array())}`,
  } as Presenter
  const shown: { presenter: Presenter | null } = { presenter }
  const page = Object.assign(new EventTarget(), { hidden: false })
  scope = effectScope()
  const use = scope.run(() =>
    useTap({
      makeReader,
      call,
      presenter: () => shown.presenter,
      cardOrigin,
      // All of a document that is asked of it.
      page: page as unknown as Document,
    }),
  )
  if (!use) throw new TypeError('a new scope runs')
  const isScanning = () => expect.poll(() => reader.isScanning).toBe(true)
  const isAt = (kind: string) => expect.poll(() => use.stage.value.kind).toBe(kind)
  const asking = async () => {
    void use.start()
    await isScanning()
    reader.touch(link)
    await isAt('asking')
  }
  return { ...use, reader, challenge, asked, server, shown, page, isScanning, isAt, asking }
}

describe('a tap', () => {
  test('asks whether the number is the counter’s, and signs for that challenge at a yes', async () => {
    const { stage, challenge, asked, asking, confirm } = tapping()
    await asking()
    const number = await tapNumber(challenge, sha256)
    expect(stage.value).toEqual({ kind: 'asking', counter: { name, number, challenge } })
    expect(asked).toEqual([{ url: '/taps/find', body: { counterId } }])
    await confirm()
    const text = toBase64url(challenge)
    expect(asked[1]).toEqual({
      url: '/taps',
      body: { challenge: text, frame: `frame 1 for ${text}` },
    })
    expect(stage.value).toMatchObject({ kind: 'done', verdict: 'valid' })
  })

  test('follows a tag’s link that the system opened, and no other', async () => {
    const { stage, asked, follow, isAt } = tapping()
    await follow('https://other.example/t#k=Q2xhaX_-')
    await follow(`${cardOrigin}/t#c=oQ`)
    expect([stage.value.kind, asked]).toEqual(['ready', []])
    await follow(link)
    await isAt('asking')
    expect(asked).toEqual([{ url: '/taps/find', body: { counterId } }])
  })

  test('sends nothing at a no', async () => {
    const { stage, asked, asking, decline, confirm } = tapping()
    await asking()
    decline()
    expect(stage.value).toMatchObject({ kind: 'declined', counter: { name } })
    await confirm()
    expect(asked).toHaveLength(1)
  })

  test('goes on with the next tag after one that is no counter’s', async () => {
    const { stage, reader, start, isScanning, isAt } = tapping()
    void start()
    await isScanning()
    reader.touch('https://other.example/')
    await expect.poll(() => stage.value).toEqual({ kind: 'scanning', missed: 'foreign' })
    await isScanning()
    reader.miss()
    expect(stage.value).toEqual({ kind: 'scanning', missed: 'unreadable' })
    reader.touch(link)
    await isAt('asking')
  })

  test('believes no server that answers for another counter than the tag’s', async () => {
    const { stage, reader, start, isScanning, isAt } = tapping('AAAAAAAA')
    void start()
    await isScanning()
    reader.touch(link)
    await isAt('refused')
    expect(stage.value).toMatchObject({ refusal: { code: 'tap-none' }, canResend: false })
  })

  test('tells what the server refuses, and what the phone cannot', async () => {
    const { stage, server, reader, start, isScanning, isAt } = tapping()
    server.findRefusal = 'tag-copied'
    void start()
    await isScanning()
    reader.touch(link)
    await isAt('refused')
    expect(stage.value).toMatchObject({ refusal: { code: 'tag-copied' }, canResend: false })
    reader.fault = new DOMException('', 'NotReadableError')
    await start()
    expect(stage.value).toEqual({ kind: 'trouble', trouble: 'off' })
  })

  test('sends the very same answer again when it may not have come through', async () => {
    const { stage, server, asked, asking, confirm, resend } = tapping()
    await asking()
    server.lost = 1
    await confirm()
    expect(stage.value).toMatchObject({ kind: 'refused', canResend: true })
    await resend()
    expect(stage.value).toMatchObject({ kind: 'done' })
    expect(asked[2]).toEqual(asked[1])
  })

  test('ends when the page is hidden, and signs nothing for a locked card', async () => {
    const { stage, page, shown, asked, asking, confirm, reader } = tapping()
    await asking()
    shown.presenter = null
    await confirm()
    expect(asked).toHaveLength(1)
    page.hidden = true
    page.dispatchEvent(new Event('visibilitychange'))
    expect(stage.value).toEqual({ kind: 'ready' })
    expect(reader.isScanning).toBe(false)
  })

  test('ends with its screen', async () => {
    const { reader, start, isScanning, asked } = tapping()
    void start()
    await isScanning()
    scope.stop()
    expect(reader.isScanning).toBe(false)
    reader.touch(link)
    expect(asked).toEqual([])
  })
})
