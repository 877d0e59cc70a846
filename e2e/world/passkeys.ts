import type { CDPSession, Page } from '@playwright/test'

/** The authenticator of one page: a phone's own, with the finger always ready unless told otherwise. */
export interface Passkeys {
  /** The next ceremonies fail at the finger: what a person who changes their mind causes. */
  refuse(): Promise<void>
  accept(): Promise<void>
  count(): Promise<number>
  session: CDPSession
}

/**
 * Gives a page a virtual CTAP 2.1 authenticator with resident keys and user verification. It lives as long as the page:
 * another page, and a browser started again, have none of its keys.
 */
export async function addPasskeys(page: Page, { hasPrf }: { hasPrf: boolean }): Promise<Passkeys> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const verify = (isUserVerified: boolean) =>
    session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  return {
    session,
    refuse: () => verify(false).then(() => undefined),
    accept: () => verify(true).then(() => undefined),
    async count() {
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId })
      return credentials.length
    },
  }
}
