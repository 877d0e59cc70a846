/** Workers have no passkeys: their library of types lacks these names, which shared/wire speaks of. */
declare global {
  type PublicKeyCredentialRequestOptionsJSON = never
  type AuthenticationResponseJSON = never
}

export {}
