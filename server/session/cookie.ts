/** The attributes our cookies have besides `Path=/; HttpOnly; Secure`, which every `__Host-` cookie of ours carries. */
export interface CookieLife {
  readonly sameSite: 'Strict' | 'Lax'
  /** 0 removes the cookie. */
  readonly maxAgeMs: number
}

/** A `Set-Cookie` header (RFC 6265). Values are base64url: nothing needs quoting. */
export function writeCookie(name: `__Host-${string}`, value: string, life: CookieLife): string {
  if (!/^[A-Za-z0-9_-]*$/.test(value)) throw new TypeError('A cookie of ours holds base64url')
  const maxAge = Math.floor(life.maxAgeMs / 1000)
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; Secure; SameSite=${life.sameSite}`
}

/** The value of a cookie in a `Cookie` header; undefined when it is not there, or not of our making. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (at < 0 || pair.slice(0, at).trim() !== name) continue
    const value = pair.slice(at + 1).trim()
    return /^[A-Za-z0-9_-]{1,128}$/.test(value) ? value : undefined
  }
  return undefined
}
