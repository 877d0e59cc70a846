import { inject, shallowRef, type InjectionKey, type Ref } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import type { LetterItem } from '@etui/shared/phone/letter.ts'
import { watchLock, type LockReason, type LockWatch, type TwoClocks } from '../lock/lock-watch.ts'
import type { UnlockNeeds } from '../lock/unlock.ts'
import type { Device } from '../vault/device-keys.ts'
import { readLease } from '../vault/lease.ts'
import type { KeptVault } from '../vault/kept-vault.ts'
import type { OpenVault } from '../vault/open-vault.ts'
import { forgetFilms } from '../check/forget-films.ts'
import { erasePhone, type LeaseTerms } from '../vault/phone-database.ts'
import type { HeldMarker } from './held-marker.ts'
import { dueNow, readHistory, readHoldings, takeLetter, type Holdings } from './holdings.ts'
import { correctedClock, isHeld, type PhoneState } from './phone-state.ts'
import { readStanding, type Standing } from './read-standing.ts'
import { refreshPhone } from './refresh.ts'

/** What an unlocked phone shows. It exists in memory only, and is gone at lock. */
export interface OpenCase {
  readonly vault: OpenVault
  readonly holdings: Holdings | null
  readonly history: readonly LetterItem[]
}

export interface HolderPhoneNeeds extends UnlockNeeds {
  readonly marker: HeldMarker
  readonly page: Document
  readonly clocks: TwoClocks
  /** resolves once what was opened is on the screen */
  readonly shown: () => Promise<void>
}

/** The phone as its screens see it: made once, provided by `main.ts`. */
export interface HolderPhone {
  readonly standing: Readonly<Ref<Standing>>
  readonly phone: Readonly<Ref<PhoneState | null>>
  readonly device: Readonly<Ref<Device | null>>
  readonly lease: Readonly<Ref<LeaseTerms | null>>
  /** what unlocking yielded; null while locked */
  readonly open: Readonly<Ref<OpenCase | null>>
  /** the page is hidden: nothing of a code may be on it */
  readonly isVeiled: Readonly<Ref<boolean>>
  /** why an open card was put away without being asked; null after it was asked */
  readonly lockReason: Readonly<Ref<LockReason | null>>
  readonly needs: HolderPhoneNeeds
  /** the server's clock, milliseconds */
  now(): number
  /** Reads the disk again: at start, and after anything that changed it. */
  read(): Promise<void>
  /**
   * Takes what an unlock gave, with the records it opened from, or those of the disk; the watch over the open card begins.
   * Cards that still serve are shown before a letter that waits is taken in: that costs a write.
   */
  take(vault: OpenVault, kept?: KeptVault): Promise<void>
  lock(): void
  /** Refreshes if the network is there. What is refused is noted on the disk and shown by `standing`. */
  refresh(): Promise<void>
  /** Takes a letter that came while the case is open. */
  reload(): Promise<void>
  /** Forgets an activation that became no card. What another tab has put in use meanwhile stays. */
  giveUp(): Promise<void>
  /** Forgets everything, on purpose. */
  erase(): Promise<void>
}

export const holderPhoneKey: InjectionKey<HolderPhone> = Symbol('holder phone')

/** Provided by the app's `main.ts`. Throws TypeError outside an app that provides it. */
export function useHolderPhone(): HolderPhone {
  const phone = inject(holderPhoneKey)
  if (!phone) throw new TypeError('main.ts provides no phone')
  return phone
}

export async function createHolderPhone(needs: HolderPhoneNeeds): Promise<HolderPhone> {
  const { database, marker } = needs
  const standing = shallowRef<Standing>('absent')
  const phone = shallowRef<PhoneState | null>(null)
  const device = shallowRef<Device | null>(null)
  const lease = shallowRef<LeaseTerms | null>(null)
  const open = shallowRef<OpenCase | null>(null)
  const isVeiled = shallowRef(false)
  const lockReason = shallowRef<LockReason | null>(null)
  let watch: LockWatch | null = null
  const now = () => correctedClock(phone.value, needs.clock)

  async function read(): Promise<void> {
    const opening = await readStanding(database, marker)
    phone.value = opening.phone
    device.value = opening.device
    lease.value = opening.standing === 'holding' ? await readLease(database, now) : null
    standing.value = opening.standing
    if (opening.standing === 'holding') marker.set(true)
    if (opening.standing === 'ended') marker.set(false)
    if (opening.standing !== 'holding' && opening.standing !== 'activating') close(null)
  }

  async function readCase(vault: OpenVault, kept: KeptVault = database): Promise<OpenCase> {
    const [holdings, history] = await Promise.all([
      readHoldings(kept, vault),
      readHistory(kept, vault),
    ])
    return { vault, holdings, history }
  }

  async function take(vault: OpenVault, kept?: KeptVault): Promise<void> {
    let found = await readCase(vault, kept)
    if (!serves(found)) {
      await needs.lock(() => takeLetter(database, vault))
      found = await readCase(vault)
    }
    watch?.stop()
    watch = watchLock({
      page: needs.page,
      clocks: needs.clocks,
      hide: () => (isVeiled.value = true),
      show: () => (isVeiled.value = false),
      lock: close,
    })
    isVeiled.value = needs.page.visibilityState === 'hidden'
    lockReason.value = null
    open.value = found
    await needs.shown()
    if ((await database.count('letters')) > 0) await reload()
    else await read()
  }

  /** Every card is there to be shown, and none is over. */
  function serves({ holdings }: OpenCase): boolean {
    const cards = holdings?.beneficiaries ?? []
    return cards.length > 0 && cards.every(({ cardExpiresAt }) => now() < cardExpiresAt)
  }

  function close(reason: LockReason | null): void {
    watch?.stop()
    watch = null
    isVeiled.value = false
    if (open.value !== null) lockReason.value = reason
    open.value = null
  }

  async function refresh(): Promise<void> {
    try {
      do {
        await refreshPhone(needs)
        await reload()
        // All that happened, to a new phone, is more than one letter holds.
      } while (open.value !== null && phone.value?.nextRefreshAt === dueNow)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await read()
    }
  }

  async function reload(): Promise<void> {
    const vault = open.value?.vault
    if (vault) {
      await needs.lock(() => takeLetter(database, vault))
      const found = await readCase(vault)
      // Locked while the disk was read: then there is nothing to show it in.
      if (open.value?.vault === vault) open.value = found
    }
    await read()
  }

  async function giveUp(): Promise<void> {
    await needs.lock(async () => {
      if (isHeld(await database.get('phone', 'phone'))) return
      await Promise.all([erasePhone(database), forgetFilms()])
    })
    await read()
  }

  async function erase(): Promise<void> {
    close(null)
    await needs.lock(() => Promise.all([erasePhone(database), forgetFilms()]))
    marker.set(false)
    await read()
  }

  const made: HolderPhone = {
    // Read-only by type alone: Vue's proxies would stand between WebCrypto and its keys.
    standing,
    phone,
    device,
    lease,
    open,
    isVeiled,
    lockReason,
    needs,
    now,
    read,
    take,
    lock: () => close(null),
    refresh,
    reload,
    giveUp,
    erase,
  }
  await read()
  return made
}
