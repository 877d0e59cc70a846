/** What this browser can do for a card, as far as it says without asking the holder. */
export interface Capabilities {
  /** null where only a try will tell */
  readonly hasPrf: boolean | null
  readonly hasPlatformPasskey: boolean
  readonly hasWakeLock: boolean
  readonly hasBackgroundSync: boolean
}

/** Asks the browser; a question it does not know counts as no, or as unknown for PRF. */
export async function readCapabilities(
  page: Window & typeof globalThis = window,
): Promise<Capabilities> {
  const passkeys = page.PublicKeyCredential as typeof PublicKeyCredential | undefined
  const told = await passkeys?.getClientCapabilities?.().catch(() => undefined)
  const hasPlatformPasskey = await passkeys
    ?.isUserVerifyingPlatformAuthenticatorAvailable?.()
    .catch(() => false)
  return {
    hasPrf: told?.['extension:prf'] ?? null,
    hasPlatformPasskey: hasPlatformPasskey ?? false,
    hasWakeLock: 'wakeLock' in page.navigator,
    hasBackgroundSync: 'PeriodicSyncManager' in page,
  }
}
