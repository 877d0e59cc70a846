import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AgentRole } from '@etui/shared/wire/agent.ts'
import { auditStore } from '../audit/audit-store.ts'
import { folderBlobs } from '../blob/folder-blobs.ts'
import { folderCheckKeys } from '../check/check-keys.ts'
import { checkStore } from '../check/check-store.ts'
import { putPiece } from '../check/film-objects.ts'
import { challenge, claims } from '../check/test-checks.ts'
import type { Database } from '../db/database.ts'
import { enrolmentStore } from '../enrolment/enrolment-store.ts'
import { openHolders, settings } from '../phone/test-holder.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import type { Registry } from '../registry/registry.ts'
import { signInAgent } from './test-agent.ts'

/** A whole server with holders' phones, agents' browsers, and a folder of films of its own. */
export async function openConsole(open: () => Promise<Database>) {
  const folder = await mkdtemp(join(tmpdir(), 'etui-films-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const blobs = folderBlobs(join(folder, 'blobs'))
  const lookedUp: { answer?: Registry['person'] } = {}
  const all = await openHolders(open, (made) => {
    const registry = demonstrationRegistry(made)
    const person: Registry['person'] = (id) => (lookedUp.answer ?? registry.person)(id)
    const checkKeys = folderCheckKeys(join(folder, 'keys'), made.keys)
    return { blobs, checkKeys, registry: { ...registry, person } }
  })
  const { app, database, keys, clock, pass, holder: make } = all
  const checkKeys = folderCheckKeys(join(folder, 'keys'), keys)
  const checks = checkStore(database, keys)
  const enrolments = enrolmentStore(database)
  const audit = auditStore(database)

  /** Somebody at the step of proving who they are. */
  async function proving(registryId: string) {
    const holder = make()
    await holder.accept()
    await holder.tell(registryId)
    await holder.proveContact(await holder.mailedCode())
    const row = await enrolments.find(holder.phone.thumbprint)
    if (!row) throw new TypeError('an activation is under way')
    return { holder, enrolmentId: row.enrolmentId }
  }

  /** Sends the check of somebody's activation, with these bytes for each film. */
  async function sendCase(
    { enrolmentId }: { readonly enrolmentId: string },
    registryId: string,
    film: { readonly pieces: readonly Buffer[]; readonly contentType: string } = {
      pieces: [Buffer.from('film')],
      contentType: 'video/webm;codecs=vp8',
    },
  ): Promise<string> {
    const at = clock()
    const documentKind = 'passport'
    const opened = await checks.open({ enrolmentId, registryId, documentKind, challenge, at })
    if (!opened) throw new TypeError('a check is open already')
    const { checkId } = opened
    const lengths = film.pieces.map((piece) => piece.length)
    const size = lengths.reduce((sum, length) => sum + length, 0)
    for (const kind of ['document', 'face'] as const) {
      const row = { recordingId: `${checkId}-${kind}`, checkId, kind, size, pieces: lengths }
      for (const [index, piece] of film.pieces.entries()) {
        const before = { ...row, pieces: lengths.slice(0, index) }
        await putPiece(before, piece, { blobs, checkKeys })
      }
      const { contentType } = film
      await database.db.insert(database.tables.recordings).values({
        ...row,
        received: size,
        contentType,
        state: 'complete',
        createdAt: at,
        completedAt: at,
      })
    }
    const said = { mrz: ['P<FRA'], claims, differing: ['sex'] }
    const sent = await checks.send(checkId, said, at)
    if (!sent) throw new TypeError('the check was not sent')
    return checkId
  }

  /** A case that waits, of a phone and an activation of its own. */
  async function waitingCase(registryId: string) {
    const activation = await proving(registryId)
    const checkId = await sendCase(activation, registryId)
    // Letters of two moments are told apart by when they were written.
    pass(1_000)
    return { ...activation, checkId }
  }

  return {
    ...all,
    /** What the registry answers about a person from here on, in the place of what it holds. */
    setPerson(answer: Registry['person'] | undefined) {
      if (answer) lookedUp.answer = answer
      else delete lookedUp.answer
    },
    blobs,
    checkKeys,
    checks,
    audit,
    proving,
    sendCase,
    waitingCase,
    agent: (role?: AgentRole) => signInAgent({ app, database, keys, clock, settings }, role),
    /** The acts of the log, in order, without sign-ins. */
    acts: async () =>
      (await audit.after(0, 1_000)).map(({ agentId, act, subject }) => ({ agentId, act, subject })),
  }
}
