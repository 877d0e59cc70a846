import { randomBytes } from 'node:crypto'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import { verifyByCommand } from '@etui/server/audit/audit-command.ts'
import { mailStore } from '@etui/server/mail/mail-store.ts'
import { makeFilm } from '@etui/server/check/test-films.ts'
import { decideCase, takeCase } from '@etui/shared/wire/case.ts'
import { openCheck, withdrawCheck } from '@etui/shared/wire/check.ts'
import type { BodyOf } from '@etui/shared/wire/endpoint.ts'
import { signInAgent } from './world/agent-browser.ts'
import { etui } from './world/commands.ts'
import type { DemoServer } from './world/demo-server.ts'
import { filesOf, holdersOf, keysOf } from './world/disk.ts'
import { engines, withDemo } from './world/engines.ts'
import { person } from './world/people.ts'
import { readRows } from './world/rows.ts'
import { atChoiceOfWays, sendFilms, sendOpenCheck, standing } from './world/send-check.ts'
import { filmUploads, type FilmUploads } from './world/upload.ts'
import { expect, test } from './world/world.ts'

const people = ['claire', 'ange', 'lisandra', 'mael', 'bernadette', 'samir']
const mrz = [
  'P<FRAAUBERTIN<<CLAIRE<<<<<<<<<<<<<<<<<<<<<<<',
  '19XX000005FRA8403124F3001015<<<<<<<<<<<<<<04',
]

for (const engine of engines) {
  test(`a server killed in an upload goes on with the film at the byte it had told of (${engine})`, async () => {
    test.setTimeout(180_000)
    await withDemo(engine, async (demo) => {
      const marker = randomBytes(32)
      const film = await makeFilm({ frameBytes: 70_000, marker })
      expect(film.includes(marker)).toBe(true)
      const device = await atChoiceOfWays(demo.hosts, 'claire')
      await device.call(openCheck, { documentKind: 'passport' })
      const uploads = filmUploads(demo.hosts, device)
      const location = await uploads.begin('document', film.length)
      let at = 0
      for (const afterMs of [0, 5]) {
        const told = await sendUntilDeath(demo, { uploads, location, film, at, afterMs })
        expect(holdersOf(marker, demo), 'files with the film in clear').toEqual([])
        await demo.start()
        at = await uploads.offsetOf(location)
        // What was told of is there; of the piece under way, all or nothing.
        expect([told, told + pieceBytes]).toContain(at)
      }
      await uploads.finish(location, at, film)
      await uploads.all('face', film)
      expect((await standing(device)).check?.recordings).toMatchObject([
        { kind: 'document', state: 'complete', received: film.length },
        { kind: 'face', state: 'complete', received: film.length },
      ])
      const checkId = await sendOpenCheck(device, 'claire', mrz)
      const agent = await signInAgent(demo.hosts)
      await agent.call(takeCase, checkId, {})
      expect((await agent.film(checkId, 'document')).equals(film)).toBe(true)
      expect(holdersOf(marker, demo), 'files with the film in clear').toEqual([])
    })
  })
}

for (const engine of engines) {
  test.describe(`a server killed without warning (${engine})`, () => {
    test.describe.configure({ timeout: 180_000 })

    test('leaves a case decided or waiting, and nothing between', async () => {
      await withDemo(engine, async (demo) => {
        const cases = await waitingCases(demo)
        const agent = await signInAgent(demo.hosts)
        for (const { checkId } of cases) await agent.call(takeCase, checkId, {})
        const told = new Set<string>()
        const decide = async ({ checkId, verdict }: WaitingCase) => {
          const { refusal } = await agent.call(decideCase, checkId, verdict)
          told.add(checkId)
          return refusal
        }
        for (const death of ['before an answer', 'at the first answer']) {
          const isDecided = await decidedCases(demo, cases)
          const open = cases.filter(({ checkId }) => !isDecided.has(checkId))
          const answers = open.map(async (each, index) => {
            await wait(index * 3)
            return decide(each).catch(() => 'died')
          })
          await (death === 'before an answer' ? wait(7) : Promise.race(answers))
          await demo.kill()
          await Promise.all(answers)
          await demo.start()
          const isDecidedNow = await decidedCases(demo, cases)
          for (const checkId of told) expect(isDecidedNow).toContain(checkId)
        }
        const isDecided = await decidedCases(demo, cases)
        for (const each of cases) {
          expect(await decide(each)).toBe(isDecided.has(each.checkId) ? 'case-decided' : '')
        }
        expect(await decidedCases(demo, cases)).toEqual(
          new Set(cases.map(({ checkId }) => checkId)),
        )
        expect(await etui(demo, 'audit', 'verify')).toContain('The log is whole.')
      })
    })

    test('ends a deletion before it serves anything', async () => {
      await withDemo(engine, async (demo) => {
        const checks = await withdrawnChecks(demo)
        await demo.kill()
        await expect(etui(demo, 'retention', 'report')).rejects.toThrow()
        const left = [filesOf(demo).length]
        for (let deaths = 0; deaths < 2; deaths++) {
          const keys = keysOf(demo).length
          demo.launch()
          if (keys > 0) await fewerKeys(demo, keys)
          await demo.kill()
          left.push(filesOf(demo).length)
          expect(await deletedThoughThere(demo)).toEqual([])
        }
        expect(left[0]).toBeGreaterThanOrEqual(2 * checks)
        expect(left[1], 'died in the middle').toBeGreaterThan(0)
        demo.launch()
        await firstAnswer(demo)
        expect(filesOf(demo)).toEqual([])
        expect(await etui(demo, 'retention', 'report')).toContain('Nothing is held longer')
        const records = await readRows(demo, ({ database: { db, tables } }) =>
          db.select().from(tables.deletions),
        )
        expect(records).toHaveLength(2 * checks)
        expect(new Set(records.map(({ checkId, what }) => `${checkId} ${what}`)).size).toBe(
          2 * checks,
        )
        expect(records.filter(({ doneAt }) => doneAt === null)).toEqual([])
      })
    })
  })
}

const pieceBytes = 32 * 1024

/** Sends piece after piece until the server, which is killed meanwhile, answers no more; the offset it told of last. */
async function sendUntilDeath(
  demo: DemoServer,
  it: {
    readonly uploads: FilmUploads
    readonly location: string
    readonly film: Buffer
    readonly at: number
    readonly afterMs: number
  },
): Promise<number> {
  let told = it.at
  let death: Promise<void> | undefined
  for (let pieces = 0; ; pieces++) {
    if (pieces === 4) death = wait(it.afterMs).then(() => demo.kill())
    const piece = it.film.subarray(told, told + pieceBytes)
    const answered = await it.uploads.send(it.location, told, piece).catch(() => undefined)
    if (answered === undefined) break
    told = answered
  }
  expect(death, 'nothing else ends it').toBeDefined()
  await death
  return told
}

type WaitingCase = Awaited<ReturnType<typeof waitingCases>>[number]

/** A case of each person, to be accepted and refused by turns. */
function waitingCases({ hosts }: DemoServer) {
  return Promise.all(
    people.map(async (name, index) => {
      const film = await makeFilm()
      const device = await sendFilms(hosts, name, { document: film, face: film }, mrz)
      const { check } = await standing(device)
      const verdict: BodyOf<typeof decideCase> =
        index % 2 === 0
          ? { decision: 'accept' }
          : { decision: 'refuse', reasons: ['face-dark'], hint: 'Plus de lumière.' }
      return { checkId: check?.checkId ?? '', email: person(name).email, verdict }
    }),
  )
}

/** The cases that were decided, each with everything that a decision writes; the others have nothing of it. */
async function decidedCases(demo: DemoServer, cases: readonly WaitingCase[]): Promise<Set<string>> {
  return readRows(demo, async ({ database, keys }) => {
    const { db, tables } = database
    const checks = await db.select().from(tables.identityChecks)
    const enrolments = await db.select().from(tables.enrolments)
    const phones = await db.select().from(tables.phones)
    const entries = await db.select().from(tables.auditEntries)
    const letters = await mailStore(database, keys).list(200)
    expect(await verifyByCommand(undefined, { database, keys })).toContain('The log is whole.')
    const decided = new Set<string>()
    for (const { checkId, email, verdict } of cases) {
      const check = checks.find((each) => each.checkId === checkId)
      const enrolment = enrolments.find((each) => each.enrolmentId === check?.enrolmentId)
      const isDecided = check?.state !== 'waiting'
      const isAccepted = isDecided && verdict.decision === 'accept'
      const act = verdict.decision === 'accept' ? 'check-accepted' : 'check-refused'
      expect({
        isDue: check?.evidenceDueAt !== null,
        step: enrolment?.step,
        phones: phones.filter(({ phoneId }) => phoneId === enrolment?.phoneId).length,
        acts: entries.filter(({ subject }) => subject === checkId).map((each) => each.act),
        letters: letters.filter(({ to }) => to === email).length,
      }).toEqual({
        isDue: isDecided,
        step: isAccepted ? 'securing' : 'identity',
        phones: isAccepted ? 1 : 0,
        acts: isDecided ? ['case-taken', act] : ['case-taken'],
        // Their code, and that the films arrived.
        letters: isDecided ? 3 : 2,
      })
      if (isDecided) decided.add(checkId)
    }
    return decided
  })
}

/** Checks with a film that were withdrawn, and are due to be deleted; answers how many. */
async function withdrawnChecks({ hosts }: DemoServer): Promise<number> {
  const film = await makeFilm()
  const rounds = 4
  await Promise.all(
    people.map(async (name) => {
      const device = await atChoiceOfWays(hosts, name)
      for (let round = 0; round < rounds; round++) {
        await device.call(openCheck, { documentKind: 'passport' })
        await filmUploads(hosts, device).all('document', film)
        expect((await device.call(withdrawCheck, {})).refusal).toBe('')
      }
    }),
  )
  return rounds * people.length
}

/** Resolves when a key of those `before` is gone. */
async function fewerKeys(demo: DemoServer, before: number): Promise<void> {
  while (keysOf(demo).length >= before) await turn()
}

/** Checks whose row says that their films are gone while a file of theirs is still there. */
function deletedThoughThere(demo: DemoServer): Promise<string[]> {
  const files = filesOf(demo)
  return readRows(demo, async ({ database: { db, tables } }) => {
    const checks = await db.select().from(tables.identityChecks)
    const deleted = checks.filter(({ recordingsDeletedAt }) => recordingsDeletedAt !== null)
    return files.filter((file) => deleted.some(({ checkId }) => file.includes(checkId)))
  })
}

/** Resolves with the very first answer of a server that starts. */
async function firstAnswer({ hosts }: DemoServer): Promise<void> {
  while (!(await fetch(hosts.card).catch(() => undefined))) await wait(2)
}
