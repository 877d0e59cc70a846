import { computed, onScopeDispose, readonly, shallowRef, type ComputedRef, type Ref } from 'vue'
import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'
import type { HolderPhone } from '../phone/holder-phone.ts'
import type { OpenVault } from '../vault/open-vault.ts'
import { renewLease, unlockByCode, unlockByPasskey, type Unlocked } from './unlock.ts'

export interface Unlocking {
  readonly isBusy: Readonly<Ref<boolean>>
  readonly refusal: Readonly<Ref<Refusal | null>>
  readonly triesLeft: ComputedRef<number | undefined>
  readonly pausedUntil: ComputedRef<Date | undefined>
  /** Where the code opens the card now; `never` once it is locked. */
  readonly codeWorks: ComputedRef<'online' | 'offline' | 'needs-network' | 'never'>
  byPasskey(): Promise<void>
  byCode(code: string): Promise<void>
}

/** The lock screen's acts and what came of them. `now` runs, so that a pause ends by itself. */
export function useUnlock(
  holder: Pick<HolderPhone, 'lease' | 'needs' | 'now' | 'read' | 'take'>,
  isOnline: () => boolean,
): Unlocking {
  const isBusy = shallowRef(false)
  const refusal = shallowRef<Refusal | null>(null)
  const now = shallowRef(holder.now())
  const timer = setInterval(() => (now.value = holder.now()), 1_000)
  onScopeDispose(() => clearInterval(timer))

  const is = (code: RefusalCode) => refusal.value?.code === code
  const pausedUntil = computed(() => {
    const until = refusal.value?.facts['pausedUntil']
    return typeof until === 'number' && until > now.value ? new Date(until) : undefined
  })
  const triesLeft = computed(() => {
    const left = refusal.value?.facts['triesLeft']
    return typeof left === 'number' ? left : undefined
  })
  const codeWorks = computed(() => {
    if (is('code-locked')) return 'never'
    if (isOnline()) return 'online'
    return holder.lease.value && holder.lease.value.until > now.value ? 'offline' : 'needs-network'
  })

  async function run(
    unlock: () => Promise<Pick<Unlocked, 'vault'> & Partial<Unlocked>>,
  ): Promise<OpenVault | null> {
    if (isBusy.value) return null
    isBusy.value = true
    refusal.value = null
    try {
      const { vault, kept } = await unlock()
      await holder.take(vault, kept)
      return vault
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // Told once one can act on it: what is typed at sight of it must not fall on a closed pad.
      await holder.read()
      refusal.value = error
      return null
    } finally {
      isBusy.value = false
    }
  }

  async function byCode(code: string): Promise<void> {
    const vault = await run(async () => ({ vault: await unlockByCode(holder.needs, code) }))
    if (vault === null) return
    await renewLease(holder.needs, vault, code)
    await holder.read()
  }

  return {
    isBusy: readonly(isBusy),
    refusal,
    triesLeft,
    pausedUntil,
    codeWorks,
    byPasskey: async () => void (await run(() => unlockByPasskey(holder.needs))),
    byCode,
  }
}
