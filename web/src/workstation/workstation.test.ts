import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inventKey } from '@etui/shared/vectors/invented.ts'
import { inventServer } from './invented-server.ts'
import type { InventedServer } from './invented-server.ts'
import { forgetInvented, openInvented } from './invented-workstation.ts'

const now = 1_795_309_200
const HOUR = 3600
let server: InventedServer
let name: string

beforeEach(async () => {
  server = await inventServer(now)
  name = `workstation-${crypto.randomUUID()}`
})
afterEach(forgetInvented)

describe('a workstation', () => {
  it('opens ready, with the root pinned, its lists and their dates', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    expect(workstation.seat.value).toBe('ready')
    expect(workstation.trouble.value).toBeUndefined()
    expect(workstation.facts.value).toMatchObject({
      root: { key: server.root.publicKey },
      kit: { cardClass: 'test' },
      trustedList: { version: 3, issuedAt: server.listedAt * 1000 },
      statusAsOf: server.listedAt * 1000,
    })
  })

  it('holds group keys that nothing can export', async () => {
    const { workstation, db } = await openInvented(server, name)
    await workstation.open()
    const [kept] = await db.getAll('groupKeys')
    expect(kept?.privateKey.extractable).toBe(false)
    if (!kept) return
    await expect(crypto.subtle.exportKey('jwk', kept.privateKey)).rejects.toThrow()
  })

  it('refuses a kit with another root, and keeps what it has', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    const pinned = server.root.publicKey
    server.root = await inventKey()
    server.listVersion = 4
    await workstation.renew()
    expect(workstation.trouble.value?.code).toBe('root-changed')
    expect(workstation.facts.value.root?.key).toEqual(pinned)
    expect(workstation.facts.value.trustedList?.version).toBe(3)
    expect((await workstation.lists()).trusted?.version).toBe(3)
  })

  it('still refuses another root after a sign-out', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    await workstation.signOut()
    server.root = await inventKey()
    server.isSignedIn = true
    const again = await openInvented(server, name)
    await again.workstation.open()
    expect(again.workstation.trouble.value?.code).toBe('root-changed')
    expect(await again.db.count('groupKeys')).toBe(0)
  })

  it('refuses an older trusted list, and takes a newer one', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    server.listVersion = 2
    await workstation.renew()
    expect(workstation.trouble.value?.code).toBe('list-rollback')
    expect(workstation.facts.value.trustedList?.version).toBe(3)
    server.listVersion = 4
    await workstation.renew()
    expect(workstation.trouble.value).toBeUndefined()
    expect(workstation.facts.value.trustedList?.version).toBe(4)
  })

  it('refuses shards older than those it holds', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    server.listedAt -= HOUR
    await workstation.renew()
    expect(workstation.trouble.value?.code).toBe('list-rollback')
    expect(workstation.facts.value.statusAsOf).toBe((server.listedAt + HOUR) * 1000)
  })

  it('measures the clock of the machine against the server, half the round trip off', async () => {
    const { workstation } = await openInvented(server, name, () => server.now * 1000 - 90_000)
    await workstation.open()
    expect(workstation.facts.value.clock?.offsetMs).toBe(90_020)
    expect(workstation.now()).toBe(server.now * 1000 + 20)
  })

  it('keeps the clock it measured when the machine sleeps during the next measure', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    const { clock } = workstation.facts.value
    server.isSteady = false
    server.now += 600
    await workstation.renew()
    expect(workstation.facts.value.clock).toEqual(clock)
    server.isSteady = true
    await workstation.renew()
    expect(workstation.facts.value.clock?.measuredAt).toBe(server.now * 1000)
  })

  it('reopens by its store within seconds on a network that hangs, unless the hours have passed', async () => {
    const first = await openInvented(server, name)
    await first.workstation.open()
    server.isHanging = true
    const [second, door] = await Promise.all([
      openInvented(server, name),
      openInvented(server, `${name}-new`),
    ])
    void second.workstation.open()
    void door.workstation.open()
    const seats = () => [second, door].map(({ workstation }) => workstation.seat.value)
    expect(seats()).toEqual(['opening', 'opening'])
    await expect.poll(seats, { timeout: 6_000 }).toEqual(['ready', 'signed-out'])
    expect(second.workstation.reach.isOnline.value).toBe(false)
    server.now = now + 12 * HOUR + 1
    const late = await openInvented(server, name)
    void late.workstation.open()
    await new Promise((resolve) => setTimeout(resolve, 4_500))
    expect(late.workstation.seat.value).toBe('opening')
  })

  it('reopens without network, for twelve hours and no longer', async () => {
    const first = await openInvented(server, name)
    await first.workstation.open()
    server.isDown = true
    server.now = now + 12 * HOUR - 1
    const second = await openInvented(server, name)
    await second.workstation.open()
    expect(second.workstation.seat.value).toBe('ready')
    expect(await second.db.count('groupKeys')).toBe(1)
    server.now = now + 12 * HOUR + 1
    const third = await openInvented(server, name)
    await third.workstation.open()
    expect(third.workstation.seat.value).toBe('signed-out')
    expect(await third.db.count('groupKeys')).toBe(0)
  })

  it('drops its secrets when the server says the session is over', async () => {
    const { workstation, db } = await openInvented(server, name)
    await workstation.open()
    server.isSignedIn = false
    await workstation.renew()
    expect(workstation.seat.value).toBe('signed-out')
    expect(await db.count('groupKeys')).toBe(0)
  })

  it('signs out without network: its secrets are gone, its name and root stay', async () => {
    const { workstation, db } = await openInvented(server, name)
    await workstation.open()
    server.isDown = true
    await workstation.signOut()
    expect(workstation.seat.value).toBe('signed-out')
    expect(await db.count('groupKeys')).toBe(0)
    const kept = await db.get('facts', 'facts')
    expect(kept).toMatchObject({
      counter: { name: 'Comptoir 2' },
      root: { key: server.root.publicKey },
    })
    expect(kept?.session).toBeUndefined()
  })

  it('is nobody’s after it was left without network, when the network is back at a reload', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    server.isDown = true
    await workstation.signOut()
    const offline = await openInvented(server, name)
    await offline.workstation.open()
    expect(offline.workstation.seat.value).toBe('signed-out')
    server.isDown = false
    expect(server.isSignedIn).toBe(true)
    const again = await openInvented(server, name)
    await again.workstation.open()
    expect(server.isSignedIn).toBe(false)
    expect(again.workstation.seat.value).toBe('signed-out')
    expect(await again.db.count('groupKeys')).toBe(0)
    server.isSignedIn = true
    const next = await openInvented(server, name)
    await next.workstation.open()
    expect(next.workstation.seat.value).toBe('ready')
  })

  it('ends the session it was left with at its next renewal, and fetches no keys', async () => {
    const { workstation, db } = await openInvented(server, name)
    await workstation.open()
    server.isDown = true
    await workstation.signOut()
    server.isDown = false
    await workstation.renew()
    expect(server.isSignedIn).toBe(false)
    expect(await db.count('groupKeys')).toBe(0)
    expect(workstation.facts.value.isLeaving).toBeUndefined()
  })

  it('is left at once while a renewal waits for the server, and keeps no key that comes after', async () => {
    const { workstation, db } = await openInvented(server, name)
    await workstation.open()
    const answer = holdAnswers(server)
    const renewals = [workstation.renew(), workstation.renew()]
    await expect.poll(() => answer.held).toBe(1)
    const leaving = workstation.signOut()
    expect(workstation.seat.value).toBe('signed-out')
    expect(workstation.facts.value.session).toBeUndefined()
    await expect.poll(() => db.count('groupKeys')).toBe(0)
    answer.release()
    await Promise.all([leaving, ...renewals])
    expect(await db.count('groupKeys')).toBe(0)
    expect(answer.held).toBe(1)
    expect(workstation.isOverdue.value).toBe(false)
  })

  it('is left in every tab', async () => {
    const one = await openInvented(server, name)
    const other = await openInvented(server, name)
    await one.workstation.open()
    await other.workstation.open()
    server.isDown = true
    await one.workstation.signOut()
    await expect.poll(() => other.workstation.seat.value).toBe('signed-out')
    expect(other.workstation.facts.value.session).toBeUndefined()
  })

  it('asks for a name once, and takes it up again at the next sign-in', async () => {
    server.counter = null
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    expect(workstation.seat.value).toBe('unnamed')
    await workstation.name('Comptoir 7')
    expect(workstation.seat.value).toBe('ready')
    server.counter = null
    const again = await openInvented(server, name)
    await again.workstation.open()
    expect(again.workstation.seat.value).toBe('ready')
    expect(server.counter).toMatchObject({ name: 'Comptoir 7' })
  })

  it('is ready under its first name once it holds its lists', async () => {
    server.counter = null
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    const answer = holdAnswers(server)
    const naming = workstation.name('Comptoir 7')
    await expect.poll(() => answer.held).toBe(1)
    expect(workstation.seat.value).toBe('unnamed')
    answer.release()
    await naming
    expect(workstation.seat.value).toBe('ready')
    expect(workstation.facts.value.statusAsOf).toBeDefined()
  })

  it('is one workstation in two tabs: what one renews, the other reads', async () => {
    const one = await openInvented(server, name)
    const other = await openInvented(server, name)
    await Promise.all([one.workstation.open(), other.workstation.open()])
    server.listVersion = 9
    await one.workstation.renew()
    expect((await other.workstation.lists()).trusted?.version).toBe(9)
  })

  it('doubts its clock once it jumps', async () => {
    let machine = now * 1000
    const { workstation } = await openInvented(server, name, () => machine)
    await workstation.open()
    expect(workstation.isClockDoubtful()).toBe(false)
    machine += 60_000
    expect(workstation.isClockDoubtful()).toBe(true)
  })
})

/** From now on the server's kits are answered when `release` says so. */
function holdAnswers({ call }: InventedServer) {
  const { timed } = call
  const { promise, resolve } = Promise.withResolvers<void>()
  const hold = { held: 0, release: resolve }
  call.timed = async (endpoint, ask) => {
    const answer = await timed(endpoint, ask)
    hold.held += 1
    await promise
    return answer
  }
  return hold
}
