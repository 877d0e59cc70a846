import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import { Followers } from '../answers/answers.ts'
import { cardIssuer } from '../cards/card-issuer.ts'
import { cardStore } from '../cards/card-store.ts'
import { codeStore } from '../code/code-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { proofStore } from '../dpop/proof-store.ts'
import { letterItems } from '../phone/letter-items.ts'
import { phoneStore } from '../phone/phone-store.ts'
import { openHolders, origin } from '../phone/test-holder.ts'
import { machineRandomness } from '../randomness.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { statusStore } from '../status/status-store.ts'
import { activatePhone } from './activate-phone.ts'
import { activationEnds } from './activation-ends.ts'
import { enrolmentStore } from './enrolment-store.ts'

forEachEngine('an activation that is overtaken', (open) => {
  /** Somebody with a card in use, about to activate another phone, whose change is lost so many times. */
  async function world(losses: number) {
    const all = await openHolders(open)
    const { database, keys, clock, mails, blocks, holder: make } = all
    const old = make()
    await old.activated('claire')
    const fresh = await make().identified('claire')
    await fresh.setCode()
    const enrolments = enrolmentStore(database)
    const row = await enrolments.find(fresh.phone.thumbprint)
    if (!row) throw new TypeError('an activation is under way')
    const registry = demonstrationRegistry({ database, keys, clock })
    const phones = phoneStore(database)
    let left = losses
    const needs = {
      database,
      keys,
      clock,
      mails,
      blocks,
      enrolments,
      registry,
      origin,
      phones: {
        ...phones,
        activate: async (it: Parameters<typeof phones.activate>[0]) =>
          left-- > 0 ? false : phones.activate(it),
      },
      activationEnds: activationEnds(database),
      codes: codeStore(database, keys),
      items: letterItems(database, { keys, historyMonths: 24 }),
      cardIssuer: cardIssuer({
        registry,
        keys,
        clock,
        issuer: origin,
        randomness: machineRandomness,
        cards: cardStore(database),
        cardClass: 'demonstration',
        addShard: statusStore(database).addShard,
      }),
      answers: new Followers(),
    }
    const proof = { proofHash: randomBytes(32), expiresAt: clock() }
    const proofs = proofStore(database)
    const takeProof = async () => {
      if (!(await proofs.take(proof))) throw new Refusal('proof-replayed')
    }
    const newKeys = { mailboxKey: point(), presentationKey: point(), tokenHash: randomBytes(32) }
    const activate = () => activatePhone(row, newKeys, takeProof, needs)
    const blocked = () => database.db.select().from(database.tables.blocks)
    return { old, activate, blocked, isProofTaken: async () => !(await proofs.take(proof)) }
  }

  test('looks again, and spends its proof once', async () => {
    const { old, activate, blocked, isProofTaken } = await world(2)
    expect((await activate()).sealed).not.toBe('')
    expect(await blocked()).toMatchObject([{ reason: 'newer-phone', state: 'final' }])
    expect(await isProofTaken()).toBe(true)
    expect((await old.refresh()).code).toBe('phone-ended')
  })

  test('leaves the other phone’s card as it was when it gives up', async () => {
    const { old, activate, blocked, isProofTaken } = await world(99)
    await expect(activate()).rejects.toMatchObject({ code: 'enrolment-step' })
    expect(await blocked()).toEqual([])
    expect(await isProofTaken()).toBe(false)
    expect((await old.refresh()).answer.statusCode).toBe(200)
  })
})

function point(): Buffer {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return publicKey.export({ format: 'raw-public' })
}
