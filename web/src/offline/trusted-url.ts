/**
 * Turns the address of a script of ours into what `serviceWorker.register` and `new Worker` accept under Trusted Types
 * (policy `etui`). Takes an absolute path or URL of this very origin; throws TypeError on any other, so that no string from
 * outside ever becomes code. Where the browser has no Trusted Types the address comes back as it is.
 */
export function trustedScriptUrl(address: string | URL): string {
  const url = new URL(address, location.origin)
  if (url.origin !== location.origin)
    throw new TypeError(`A script of another origin: ${url.origin}`)
  policy ??= makePolicy()
  // A TrustedScriptURL stands wherever a string is asked for; the DOM types do not know it yet.
  return (policy?.createScriptURL(url.href) ?? url.href) as string
}

interface ScriptPolicy {
  createScriptURL(address: string): unknown
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): ScriptPolicy
}

// Made at first need and kept: the page's policy allows one of this name.
let policy: ScriptPolicy | undefined

function makePolicy(): ScriptPolicy | undefined {
  // Typed here because lib.dom does not carry Trusted Types.
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory }
  return trustedTypes?.createPolicy('etui', { createScriptURL: checked })
}

function checked(address: string): string {
  if (!address.startsWith(`${location.origin}/`)) throw new TypeError('A script of another origin')
  return address
}
