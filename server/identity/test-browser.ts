/** A browser for tests, as far as redirects, cookies and forms go: it follows nothing by itself. */
export class TestBrowser {
  readonly #jar = new Map<string, { value: string; path: string }>()

  async open(url: string, form?: Record<string, string>): Promise<Response> {
    const { host, pathname } = new URL(url)
    const cookies = [...this.#jar]
      .filter(([name, { path }]) => name.startsWith(`${host} `) && pathname.startsWith(path))
      .map(([name, { value }]) => `${name.slice(host.length + 1)}=${value}`)
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: cookies.join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const cookie of response.headers.getSetCookie()) this.#keep(host, cookie)
    return response
  }

  #keep(host: string, cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(/;\s*/)
    const [name = '', value = ''] = pair.split('=')
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/'
    this.#jar.set(`${host} ${name}`, { value, path })
  }
}

/** Follows redirects until a page is shown or the address begins with `until`, which is not opened. */
export async function follow(
  browser: TestBrowser,
  first: Response,
  until: string,
): Promise<{ url: string; response: Response }> {
  let response = first
  for (let step = 0; step < 10; step++) {
    const location = response.headers.get('location')
    if (location === null) return { url: response.url, response }
    const url = new URL(location, response.url).href
    if (url.startsWith(until)) return { url, response }
    response = await browser.open(url)
  }
  throw new Error('too many redirects')
}

/**
 * Walks through the pretend provider as somebody, or cancels. Answers the address the provider sends the browser back
 * to, unopened.
 */
export async function walkAs(
  browser: TestBrowser,
  authorizationUrl: string,
  redirectUri: string,
  accountId: string | null,
): Promise<string> {
  const page = await follow(browser, await browser.open(authorizationUrl), redirectUri)
  const action = `${page.url}/${accountId === null ? 'cancel' : 'login'}`
  const answer = await browser.open(action, accountId === null ? {} : { account: accountId })
  return (await follow(browser, answer, redirectUri)).url
}
