import { type Ask, reach } from './reach.ts'

/** Cookies of one walk, by host: enough of a browser to follow an OpenID redirect and press one button. */
export interface Walker {
  /** Follows redirects from an address to the page they end at. */
  go(url: string, init?: Ask): Promise<{ url: string; html: string }>
  /** One request with the cookies of its host, whose answer's cookies are kept. */
  ask(url: string, init?: Ask): Promise<Response>
  /** Takes the cookies of an answer that came by another way. */
  takeCookies(url: string, headers: Headers): void
}

/** Walks like a browser without pages, between the card's host and the provider's. */
export function makeWalker(): Walker {
  const jar = new Map<string, Map<string, string>>()
  const cookiesFor = (url: string) =>
    [...(jar.get(new URL(url).host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')

  function takeCookies(url: string, headers: Headers): void {
    for (const line of headers.getSetCookie()) store(jar, url, line)
  }

  async function ask(url: string, init: Ask = {}): Promise<Response> {
    const response = await reach(url, {
      ...init,
      headers: { ...init.headers, cookie: cookiesFor(url) },
    })
    takeCookies(url, response.headers)
    return response
  }

  async function go(url: string, init: Ask = {}): Promise<{ url: string; html: string }> {
    let at = url
    let request = init
    for (let hops = 0; hops < 15; hops++) {
      const response = await ask(at, request)
      const next = response.headers.get('location')
      if (!next) return { url: at, html: await response.text() }
      at = new URL(next, at).href
      request = {}
    }
    throw new Error('a walk of more than 15 redirects')
  }
  return { ask, go, takeCookies }
}

function store(jar: Map<string, Map<string, string>>, url: string, line: string): void {
  const host = new URL(url).host
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  if (name === undefined || value === undefined) return
  const cookies = jar.get(host) ?? new Map<string, string>()
  if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name)
  else cookies.set(name, value)
  jar.set(host, cookies)
}

/** Chooses an account on the pretend provider's page, and follows it back to where it leads. */
export async function chooseAccount(walker: Walker, authorizationUrl: string, accountId: string) {
  const page = await walker.go(authorizationUrl)
  const [, action] = /<form method="post" action="([^"]*\/login)"/.exec(page.html) ?? []
  if (!action) throw new Error(`no choice of accounts at ${page.url}`)
  return walker.go(new URL(action, page.url).href, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: new URL(page.url).origin,
    },
    body: new URLSearchParams({ account: accountId }).toString(),
  })
}
