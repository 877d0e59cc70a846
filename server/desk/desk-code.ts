import { randomInt } from 'node:crypto'
import {
  deskAlphabet,
  deskCodeLength,
  deskCodeMs,
  readDeskCode,
} from '@etui/shared/enrolment/desk.ts'
import { mayAct } from '@etui/shared/enrolment/enrolment.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import type { SharedCeilings } from '../http/shared-ceilings.ts'
import type { Keys } from '../keys/keys.ts'
import type { AskedCode, DeskCodeRow, DeskCodeStore } from './desk-code-store.ts'

export interface DeskCodeNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly deskCodes: DeskCodeStore
  readonly ceilings: SharedCeilings
  readonly keys: Pick<Keys, 'hmac'>
  readonly clock: Clock
}

const hour = 60 * 60_000
const drawsOfOne = { most: 20, windowMs: hour }
const wrongOfOneAgent = { most: 20, windowMs: hour }
/** With ten thousand codes alive of 30^8, guessing at this rate finds one in some four years. */
const wrongOfAllAgents = { most: 2_000, windowMs: hour }

/**
 * Draws the code that a phone shows at a desk, before the identity is proven; one without e-mail may come straight from
 * the contact. For a number nobody has it is drawn alike: only the desk may tell. Throws `enrolment-step`.
 */
export async function drawDeskCode(
  { step, enrolmentId }: EnrolmentRow,
  takeProof: () => Promise<void>,
  needs: DeskCodeNeeds,
): Promise<{ code: string; expiresAt: number }> {
  if (!mayAct('show-desk-code', step)) throw new Refusal('enrolment-step')
  await needs.ceilings.take('desk-code', enrolmentId, drawsOfOne)
  const at = needs.clock()
  const expiresAt = new Date(at.getTime() + deskCodeMs)
  return needs.database.unit(async () => {
    await takeProof()
    for (;;) {
      const code = Array.from(
        { length: deskCodeLength },
        () => deskAlphabet[randomInt(deskAlphabet.length)],
      ).join('')
      if (await needs.deskCodes.open(enrolmentId, askedOf(code, needs), expiresAt, at)) {
        return { code, expiresAt: expiresAt.getTime() }
      }
    }
  })
}

/**
 * Finds what an agent typed. Throws `desk-code-wrong`, which is written down; and `limit-reached`, for right codes too, once
 * this agent or all of them together typed too many wrong ones.
 */
export async function findDeskCode(
  typed: string,
  agentId: string,
  needs: DeskCodeNeeds & { readonly audit: Pick<AuditStore, 'append'> },
): Promise<{ found: DeskCodeRow; asked: AskedCode }> {
  const { deskCodes, ceilings, audit, clock } = needs
  await ceilings.take('desk-code-wrong', agentId, wrongOfOneAgent)
  await ceilings.take('desk-codes-wrong', 'all agents', wrongOfAllAgents)
  const code = readDeskCode(typed)
  const asked = code === undefined ? undefined : askedOf(code, needs)
  const at = clock()
  const found = asked && (await deskCodes.find(asked, at))
  if (!asked || !found) {
    await audit.append({ at, agentId, act: 'desk-code-wrong', subject: agentId })
    throw new Refusal('desk-code-wrong')
  }
  await ceilings.giveBack('desk-code-wrong', agentId)
  await ceilings.giveBack('desk-codes-wrong', 'all agents')
  return { found, asked }
}

function askedOf(code: string, { keys }: Pick<DeskCodeNeeds, 'keys'>): AskedCode {
  return {
    handle: code.slice(0, deskCodeLength / 2),
    codeHash: keys.hmac('pepper', `desk code ${code}`),
  }
}
