import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { fromHex } from '@etui/shared/bytes/hex.ts'
import { takeChallenge } from '../../src/challenge/challenge-store.ts'
import { inventServer } from '../../src/workstation/invented-server.ts'
import type { InventedServer } from '../../src/workstation/invented-server.ts'
import { forgetInvented, openInvented } from '../../src/workstation/invented-workstation.ts'
import { useChallenge } from './use-challenge.ts'

const now = 1_795_309_200
let server: InventedServer

beforeEach(async () => {
  server = await inventServer(now)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await forgetInvented()
})

async function atCounter() {
  const { workstation, db } = await openInvented(server, `asking-${crypto.randomUUID()}`)
  await workstation.open()
  const scope = effectScope()
  const onSignIn = vi.fn(async () => undefined)
  const asking = scope.run(() => useChallenge(workstation, onSignIn))
  if (!asking) throw new TypeError('a new scope runs')
  const pass = (seconds: number) => {
    server.now += seconds
    vi.advanceTimersByTime(1_000)
  }
  return { workstation, db, asking, onSignIn, pass, scope }
}

describe('the challenge on the counter’s screen', () => {
  it('counts its two minutes down, and stays at nothing until another is asked for', async () => {
    const { asking, pass } = await atCounter()
    await asking.show()
    const { value: first } = asking.shown
    expect(asking.secondsLeft.value).toBe(120)
    pass(90)
    expect(asking.secondsLeft.value).toBe(30)
    pass(31)
    expect(asking.secondsLeft.value).toBe(0)
    expect(asking.shown.value).toBe(first)
    await asking.show()
    expect(asking.secondsLeft.value).toBe(120)
    expect(asking.shown.value?.link).not.toBe(first?.link)
  })

  it('leaves once it was answered, and stays through a reading that did not answer it', async () => {
    const { asking, db } = await atCounter()
    await asking.show()
    await asking.settle()
    const { value: shown } = asking.shown
    if (!shown) throw new TypeError('nothing was answered')
    const answer = { replayKey: new Uint8Array(32), now }
    expect(await takeChallenge(db, fromHex(shown.hash), answer)).toBe('taken')
    await asking.settle()
    expect(asking.shown.value).toBeUndefined()
    expect(asking.secondsLeft.value).toBe(0)
  })

  it('asks for a sign-in where the hours have passed, and is gone with its screen', async () => {
    const { asking, onSignIn, scope } = await atCounter()
    await asking.show()
    server.now += 12 * 3600
    await asking.show()
    expect(onSignIn).toHaveBeenCalledOnce()
    scope.stop()
    expect(asking.shown.value).toBeUndefined()
  })
})
