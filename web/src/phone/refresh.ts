import { Refusal } from '@etui/shared/refusal.ts'
import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { refresh as refreshEndpoint } from '@etui/shared/wire/phone.ts'
import type { Refreshed } from '@etui/shared/wire/phone.ts'
import type { Caller, Timed } from '../http/call.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import type { PhoneLock } from '../vault/phone-lock.ts'
import { writePhone, type PhoneDatabase } from '../vault/phone-database.ts'
import { endedPhone, type Clock, type EndReason, type PhoneState } from './phone-state.ts'

export interface RefreshNeeds {
  readonly database: PhoneDatabase
  readonly lock: PhoneLock
  readonly call: Caller
  readonly clock: Clock
}

/** What is sent in a rotation: the token of the phone, and the hash of the one it has drawn and written down. */
export interface Rotation {
  readonly token: string
  readonly nextHash: string
  readonly cursor: string
}

/**
 * Refreshes the phone (DESIGN.md 6): the next token is on the disk before its hash leaves, and becomes the current one in
 * the same write that keeps the letter. Dying at any point is safe, for the same request sent again has the same answer.
 * Works with the vault locked. Answers the phone's new state; throws what the server refused, after noting it: a final
 * refusal has erased the vault by then.
 */
export async function refreshPhone(needs: RefreshNeeds): Promise<PhoneState> {
  return needs.lock(async () => {
    const phone = await needs.database.get('phone', 'phone')
    if (phone === undefined || phone.standing === 'ended') throw new Refusal('phone-unknown')
    if (phone.refreshing === 'suspended') throw new Refusal('refresh-suspended')
    return rotate(needs, phone, (body) => needs.call.timed(refreshEndpoint, { body }))
  })
}

/** One rotation, by whichever endpoint; the caller holds the phone's lock. */
export async function rotate(
  needs: Omit<RefreshNeeds, 'lock'>,
  before: PhoneState,
  send: (rotation: Rotation) => Promise<Timed<Refreshed>>,
): Promise<PhoneState> {
  const { database } = needs
  const nextToken = before.nextToken ?? drawBytes(32)
  const drawn: PhoneState = { ...before, nextToken }
  if (before.nextToken === null) {
    await writePhone(database, (write) => write.objectStore('phone').put(drawn, 'phone'))
  }
  try {
    const answer = await send({
      token: toBase64url(before.token),
      nextHash: toBase64url(await sha256(nextToken)),
      cursor: before.cursor,
    })
    const moved = { ...drawn, token: nextToken, nextToken: null }
    return await keepAnswer(needs, moved, answer)
  } catch (error) {
    if (error instanceof Refusal) await noteRefusal(database, error)
    throw error
  }
}

/** Keeps a letter and what came in clear beside it, in one strict write with the phone's state. */
export async function keepAnswer(
  needs: Pick<RefreshNeeds, 'database' | 'clock'>,
  phone: PhoneState,
  { answer, tookMs, isSteady }: Timed<Refreshed>,
): Promise<PhoneState> {
  const receivedAt = needs.clock.now()
  const refreshed: PhoneState = {
    ...phone,
    standing: 'active',
    refreshing: 'rotating',
    clockOffsetMs: isSteady
      ? Math.round(answer.serverTime + tookMs / 2 - receivedAt)
      : phone.clockOffsetMs,
    refreshedAt: answer.serverTime,
    nextRefreshAt: answer.nextRefreshAt,
  }
  const sealed = fromBase64url(answer.sealed)
  await writePhone(needs.database, async (write) => {
    await write.objectStore('letters').put({ sealed, receivedAt }, 'last')
    await write.objectStore('phone').put(refreshed, 'phone')
  })
  return refreshed
}

/**
 * Writes down what a refusal means for the phone; a final one erases everything but the reason. The caller holds the
 * phone's lock.
 */
export async function noteRefusal(database: PhoneDatabase, refusal: Refusal): Promise<void> {
  const phone = await database.get('phone', 'phone')
  if (phone === undefined) return
  const end = endBy(refusal)
  if (end !== null) return endPhone(database, phone, end)
  const change = changeBy(refusal)
  if (change === null) return
  await writePhone(database, (write) =>
    write.objectStore('phone').put({ ...phone, ...change }, 'phone'),
  )
}

function changeBy({ code, facts: { until } }: Refusal): Partial<PhoneState> | null {
  if (code === 'refresh-suspended') return { refreshing: 'suspended' }
  if (code !== 'card-suspended') return null
  return { standing: 'suspended', suspendedUntil: typeof until === 'number' ? until : undefined }
}

function endBy({ code, facts }: Refusal): EndReason | null {
  if (code === 'phone-ended') return code
  if (code !== 'card-blocked') return null
  return facts['reason'] === 'two-branches' ? 'two-branches' : code
}

/** Ends the phone for good: keys, wraps, records and letters go, and only the reason stays to be shown. */
export async function endPhone(
  database: PhoneDatabase,
  phone: PhoneState,
  reason: EndReason,
): Promise<void> {
  await writePhone(database, async (write) => {
    await Promise.all([
      write.objectStore('device').clear(),
      write.objectStore('wraps').clear(),
      write.objectStore('records').clear(),
      write.objectStore('letters').clear(),
      write.objectStore('phone').put(endedPhone(phone, reason), 'phone'),
    ])
  })
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
