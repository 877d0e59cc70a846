/** Workers have no passkeys: their library of types lacks these names, which shared/wire speaks of. */
// oxlint-disable-next-line no-unused-vars -- declared for shared/wire/phone.ts, which a worker compiles too
declare type PublicKeyCredentialRequestOptionsJSON = never
// oxlint-disable-next-line no-unused-vars -- as above
declare type AuthenticationResponseJSON = never
