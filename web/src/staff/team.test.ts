import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import vectors from '@etui/shared/vectors/presentation-v1.json'
import type { JournalEntry } from '@etui/shared/wire/journal.ts'
import { readEntries } from '../journal/journal-store.ts'
import { sendJournal } from '../journal/send-journal.ts'
import { createReadFrame } from '../reading/read-frame.ts'
import { inventServer } from '../workstation/invented-server.ts'
import type { InventedServer } from '../workstation/invented-server.ts'
import { forgetInvented, openInvented } from '../workstation/invented-workstation.ts'
import { readFacts } from '../workstation/workstation-db.ts'
import { createTeam } from './team.ts'
import type { Team } from './team.ts'

const now = 1_795_309_205
const sealed = vectors.steps.digitsSealed
const lea = { staffId: 'lea', name: 'Léa Thibault', role: 'preparateur' } as const
let server: InventedServer
let name: string
const teams: Team[] = []

beforeEach(async () => {
  server = await inventServer(now)
  server.staff = [lea, { staffId: 'noe', name: 'Noé', role: 'autre', endedAt: now * 1000 }]
  name = `team-${crypto.randomUUID()}`
})
afterEach(async () => {
  for (const team of teams.splice(0)) team.close()
  await forgetInvented()
})

async function station() {
  const { workstation, db } = await openInvented(server, name)
  await workstation.open()
  const { call } = server
  const team = createTeam({ workstation, call })
  teams.push(team)
  const go = (isDown: boolean) => {
    server.isDown = isDown
    workstation.reach.saw(!isDown)
  }
  const readFrame = createReadFrame({ workstation, call })
  return { workstation, db, team, go, readFrame }
}

async function openTeam() {
  const here = await station()
  await expect.poll(() => here.team.people.value).toEqual([lea])
  return here
}

describe('who works at a workstation', () => {
  it('is chosen of those who have not ended, and the server’s session says the same', async () => {
    const { team } = await openTeam()
    expect(team.working.value).toBeUndefined()
    await team.choose('lea')
    expect(team.working.value).toEqual(lea)
    expect(server.workingId).toBe('lea')
  })

  it('is the same in another tab, and after a reload without network', async () => {
    const { team } = await openTeam()
    const other = await openTeam()
    await team.choose('lea')
    await expect.poll(() => other.team.working.value).toEqual(lea)
    server.isDown = true
    const again = await station()
    await expect.poll(() => again.team.working.value).toEqual(lea)
  })

  it('is told before the next reading, where it was chosen without network', async () => {
    const { team, go, readFrame } = await openTeam()
    go(true)
    await team.choose('lea')
    expect(server.workingId).toBeNull()
    server.isDown = false
    let workedThen: string | null = null
    server.answer = () => {
      workedThen = server.workingId
      return { verdict: 'revoked', readAt: now * 1000 }
    }
    go(false)
    await readFrame(sealed)
    expect(workedThen).toBe('lea')
  })

  it('is the professional again where the server knows that person no more', async () => {
    const { team, go } = await openTeam()
    go(true)
    await team.choose('lea')
    server.staff = []
    go(false)
    await expect.poll(() => team.people.value).toEqual([])
    expect(team.working.value).toBeUndefined()
    expect(server.workingId).toBeNull()
  })

  it('is in the journal of what they read without network, and in what is sent of it', async () => {
    const { team, go, readFrame, db, workstation } = await openTeam()
    await team.choose('lea')
    go(true)
    await readFrame(sealed)
    const [entry] = await readEntries(db, 'ines')
    expect(entry?.content.staff).toEqual({ staffId: 'lea', name: 'Léa Thibault' })
    go(false)
    const sent: JournalEntry[] = []
    server.takeJournal = (entries) => {
      sent.push(...entries)
      return entries.map(({ entryId }) => ({ entryId, judgement: 'accepted' }))
    }
    await sendJournal({ workstation, call: server.call })
    expect(sent.map(({ staffId }) => staffId)).toEqual(['lea'])
  })

  it('is forgotten when the professional leaves', async () => {
    const { team, db, workstation } = await openTeam()
    await team.choose('lea')
    await workstation.signOut()
    expect((await readFacts(db)).team).toBeUndefined()
    await expect.poll(() => team.working.value).toBeUndefined()
    expect(team.people.value).toEqual([])
  })
})
