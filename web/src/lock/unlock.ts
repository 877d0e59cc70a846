import { Refusal } from '@etui/shared/refusal.ts'
import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import { challengePasskey, releaseShare, resetCode } from '@etui/shared/wire/phone.ts'
import type { PasskeyNeeds } from '../device/passkey.ts'
import { usePasskey } from '../device/passkey.ts'
import { readHoldings, takeLetter } from '../phone/holdings.ts'
import { correctedClock } from '../phone/phone-state.ts'
import { noteRefusal, type RefreshNeeds } from '../phone/refresh.ts'
import { resumePhone } from '../phone/resume.ts'
import type { Device } from '../vault/device-keys.ts'
import { grantLease, openByLease, readLease, type StretchCode } from '../vault/lease.ts'
import { wrapByCode } from '../vault/make-vault.ts'
import { readKeptVault, type KeptVault } from '../vault/kept-vault.ts'
import { openByCode, openByPasskey, unwrapByPasskey, type OpenVault } from '../vault/open-vault.ts'
import type { PhoneDatabase } from '../vault/phone-database.ts'
import { isTrivialCode } from '../vault/trivial-code.ts'
import { codeProof } from '../vault/vault-keys.ts'
import { lacksPrf } from './lacks-prf.ts'

export interface UnlockNeeds extends RefreshNeeds {
  readonly passkeys: PasskeyNeeds
  /** Loads what stretches a code, where a lease asks for it. */
  readonly loadStretch: () => Promise<StretchCode>
  readonly isOnline: () => boolean
  /** whether a passkey could be made here at all */
  readonly hasPlatformPasskey: () => Promise<boolean>
  /** how long the server lets a code open cards without network; 0: not at all */
  readonly leaseMs: { readonly value: number }
}

/** With a lease at hand, so long is waited for the server before the code is tried without it. */
const patienceMs = 4_000

/** An open vault, and the records it was opened from. */
export interface Unlocked {
  readonly vault: OpenVault
  readonly kept: KeptVault
}

/**
 * Unlocks by passkey, with or without network. It reads the disk once the prompt is answered, in one transaction, and writes
 * nothing: so it waits for no lock, which a refresh may hold for as long as a bad network lets it. A letter that came is left
 * to whoever shows the card.
 */
export async function unlockByPasskey(needs: UnlockNeeds): Promise<Unlocked> {
  const device = await requireDevice(needs)
  if (device.passkey === null) throw new Refusal('passkey-unknown')
  const { prfOutput } = await usePasskey(device.passkey, needs.passkeys)
  if (prfOutput === null) throw new Refusal('passkey-refused')
  const kept = readKeptVault(needs.database)
  return { vault: await openByPasskey(kept, device, prfOutput), kept }
}

/**
 * Unlocks by code: with the server where it answers, else under a lease. Throws what the server refused (`code-wrong` with
 * `triesLeft`, `code-paused` with `pausedUntil`, `code-locked`), `network-down` where there is neither, or the lease's refusals.
 */
export async function unlockByCode(needs: UnlockNeeds, code: string): Promise<OpenVault> {
  const device = await requireDevice(needs)
  const phone = (await needs.database.get('phone', 'phone')) ?? null
  const now = () => correctedClock(phone, needs.clock)
  const lease = await readLease(needs.database, now)
  const canWait = lease === null || needs.isOnline()
  try {
    if (!canWait) throw new Refusal('network-down')
    const proof = toBase64url(await codeProof(device.secret, code))
    const asking = needs.call(releaseShare, { body: { proof } })
    const { share } = await (lease === null ? asking : inTime(asking))
    if (phone?.refreshing === 'suspended') await resumeQuietly(needs, proof)
    return await openWithShare(needs, device, { code, share: fromBase64url(share) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await needs.lock(() => noteRefusal(needs.database, error))
    if (error.code !== 'network-down' || lease === null) throw error
  }
  const stretch = await needs.loadStretch()
  return needs.lock(() => openByLease({ database: needs.database, device, stretch, now }, code))
}

/** A right code is also the proof that a suspended refresh waits for. Only a final answer stops the unlocking. */
async function resumeQuietly(needs: UnlockNeeds, proof: string): Promise<void> {
  try {
    await resumePhone(needs, { kind: 'code', proof })
  } catch (error) {
    const isFinal = (await needs.database.get('phone', 'phone'))?.standing === 'ended'
    if (isFinal || !(error instanceof Refusal)) throw error
  }
}

/** Proves the holder by passkey over a fresh challenge, and takes up refreshing. */
export async function resumeByPasskey(needs: UnlockNeeds): Promise<void> {
  const device = await requireDevice(needs)
  const { options } = await needs.call(challengePasskey, { body: { purpose: 'resume' } })
  if (options === null || device.passkey === null) throw new Refusal('passkey-unknown')
  const { credential } = await usePasskey(device.passkey, needs.passkeys, options)
  await resumePhone(needs, { kind: 'passkey', assertion: credential })
}

async function openWithShare(
  needs: UnlockNeeds,
  device: Device,
  by: Parameters<typeof openByCode>[2],
): Promise<OpenVault> {
  return needs.lock(async () => {
    const vault = await openByCode(needs.database, device, by).catch(async (error: unknown) => {
      // The server took a new code whose wrap never reached this disk: the passkey still opens, and sets another.
      const hasPasskey = (await needs.database.count('wraps', 'passkey')) > 0
      const isStale = error instanceof Refusal && error.code === 'vault-lost' && hasPasskey
      throw isStale ? new Refusal('code-locked', {}, { cause: error }) : error
    })
    await takeLetter(needs.database, vault)
    return vault
  })
}

/**
 * Grants the lease that the holder asked for, after a code typed online. It takes a second of the processor: call it once
 * the card is on screen.
 */
export async function renewLease(
  needs: UnlockNeeds,
  vault: OpenVault,
  code: string,
): Promise<void> {
  const { database, loadStretch } = needs
  const [device, phone] = await Promise.all([requireDevice(needs), database.get('phone', 'phone')])
  const leaseMs = needs.leaseMs.value
  const isDue = phone?.isLeaseWanted === true && vault.openedBy === 'code' && leaseMs > 0
  if (!isDue || !(await lacksPrf(device, needs.hasPlatformPasskey))) return
  const stretch = await loadStretch()
  const now = () => correctedClock(phone, needs.clock)
  await needs.lock(() => grantLease({ database, device, stretch, now }, vault, { code, leaseMs }))
}

/**
 * Sets a new code for one forgotten or locked, proven by the passkey; its PRF must open the vault, too: only there is the
 * birth date that the code must not be. Throws Refusal `code-trivial` before the server hears of it.
 */
export async function replaceCode(needs: UnlockNeeds, code: string): Promise<OpenVault> {
  const device = await requireDevice(needs)
  if (device.passkey?.hasPrf !== true) throw new Refusal('passkey-unknown')
  const { options } = await needs.call(challengePasskey, { body: { purpose: 'code-reset' } })
  if (options === null) throw new Refusal('passkey-unknown')
  const { credential, prfOutput } = await usePasskey(device.passkey, needs.passkeys, options)
  if (prfOutput === null) throw new Refusal('passkey-refused')
  return needs.lock(async () => {
    const { database } = needs
    const vaultKey = await unwrapByPasskey(database, device, prfOutput, { extractable: true })
    const vault = await openByPasskey(database, device, prfOutput)
    await takeLetter(database, vault)
    if (isTrivialCode(code, await ownBirthDate(database, vault))) throw new Refusal('code-trivial')
    const proof = toBase64url(await codeProof(device.secret, code))
    const { share } = await needs.call(resetCode, { body: { assertion: credential, proof } })
    await wrapByCode(database, device, vaultKey, { code, share: fromBase64url(share) })
    return vault
  })
}

async function ownBirthDate(database: PhoneDatabase, vault: OpenVault): Promise<string | null> {
  const holdings = await readHoldings(database, vault)
  return holdings?.beneficiaries.find((one) => one.beneficiaryId === '0')?.birthDate ?? null
}

export async function requireDevice(needs: Pick<UnlockNeeds, 'database'>): Promise<Device> {
  const device = await needs.database.get('device', 'device')
  if (device === undefined) throw new Refusal('vault-lost')
  return device
}

async function inTime<T>(asking: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Refusal('network-down')), patienceMs)
  try {
    return await Promise.race([asking, promise])
  } finally {
    clearTimeout(timer)
  }
}
