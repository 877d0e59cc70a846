import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import vectors from '@etui/shared/vectors/presentation-v1.json'
import { inventServer } from '../workstation/invented-server.ts'
import type { InventedServer } from '../workstation/invented-server.ts'
import { forgetInvented, openInvented } from '../workstation/invented-workstation.ts'
import { createReadFrame } from './read-frame.ts'

const now = 1_795_309_205
const DAY = 86_400
const sealed = vectors.steps.digitsSealed
const cardIndex = 612_345
let server: InventedServer
let name: string

beforeEach(async () => {
  server = await inventServer(now)
  name = `lists-${crypto.randomUUID()}`
})
afterEach(forgetInvented)

describe('a counter offered lists older than those it holds', () => {
  it('goes on by the newer shard: what that one blocks stays blocked without network', async () => {
    server.blocked = cardIndex
    const { workstation, offline } = await station()
    server.blocked = undefined
    server.listedAt -= 3600
    await workstation.renew()
    expect(workstation.trouble.value?.code).toBe('list-rollback')
    expect((await offline(sealed)).verdict).toBe('revoked')
  })

  it('goes on by the newer trusted list, and takes none of the shards that came with the older', async () => {
    const { workstation, offline } = await station()
    server.listVersion -= 1
    server.blocked = cardIndex
    server.listedAt += 1
    await workstation.renew()
    expect(workstation.trouble.value?.code).toBe('list-rollback')
    expect(workstation.facts.value.trustedList?.version).toBe(server.listVersion + 1)
    expect((await offline(sealed)).verdict).toBe('valid')
  })
})

describe('a trusted list that was not compared for a while', () => {
  it.each([
    ['is believed to its seventh day', 7 * DAY, 'valid', undefined],
    ['is as if absent from then on', 7 * DAY + 1, 'key-missing', 'trusted-list'],
  ])('%s', async (_, agoSeconds, verdict, missing) => {
    const { workstation, offline, db } = await station()
    const facts = await db.get('facts', 'facts')
    if (!facts?.trustedList) throw new TypeError('the workstation opened with its lists')
    const checkedAt = workstation.now() - agoSeconds * 1000
    await db.put('facts', { ...facts, trustedList: { ...facts.trustedList, checkedAt } }, 'facts')
    const told = await offline(sealed)
    expect([told.verdict, told.missing]).toEqual([verdict, missing])
  })
})

async function station() {
  const { workstation, db } = await openInvented(server, name)
  await workstation.open()
  const readFrame = createReadFrame({ workstation, call: server.call })
  const offline = (digits: string) => {
    server.isDown = true
    workstation.reach.saw(false)
    return readFrame(digits)
  }
  return { workstation, db, offline }
}
