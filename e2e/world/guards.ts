import type { BrowserContext, ConsoleMessage } from '@playwright/test'
import { isOurs, type Hosts } from './hosts.ts'

/** What a browser did that no page of ours may do; a test that ends with any has failed. */
export interface Guards {
  readonly faults: readonly string[]
  /** From here on the network, or the server, is away on purpose: the browser's own complaints of it are no fault. */
  expectOutage(): void
}

/**
 * Watches every page of a context, for as long as it lives: a request to another origin, a violation of the content security
 * policy, an uncaught error, and anything on the console at level error. Only one kind of console error is let through: the
 * browser's own line for an answer of 4xx of our API, which is how a refusal travels.
 */
export async function watch(context: BrowserContext, hosts: Hosts): Promise<Guards> {
  const faults: string[] = []
  let isOutageExpected = false
  context.on('request', (request) => {
    if (!isOurs(hosts, request.url())) faults.push(`request to the outside: ${request.url()}`)
  })
  context.on('weberror', (error) => {
    faults.push(`uncaught error: ${error.error().stack ?? error.error().message}`)
  })
  context.on('console', (message) => {
    if (message.type() !== 'error' || isRefusal(message, hosts)) return
    if (isOutageExpected && isOutage(message)) return
    faults.push(`console error: ${message.text()} (${message.location().url})`)
  })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const what = `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`
      // Uncaught on purpose: that is what is watched for.
      throw new Error(`content security policy violated: ${what}`)
    })
  })
  return {
    faults,
    expectOutage() {
      isOutageExpected = true
    },
  }
}

function isRefusal(message: ConsoleMessage, hosts: Hosts): boolean {
  const { url } = message.location()
  return (
    message.text().startsWith('Failed to load resource: the server responded with a status of 4') &&
    [hosts.card, hosts.counter, hosts.console].some((origin) => url.startsWith(`${origin}/api/`))
  )
}

function isOutage(message: ConsoleMessage): boolean {
  return /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|FAILED|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED_ENCODING)/.test(
    message.text(),
  )
}

/** Hosts that Chromium itself asks for, whatever page is open; flags silence most of them, not all. */
const browsersOwn = [
  'accounts.google.com',
  'update.googleapis.com',
  'clients2.google.com',
  'android.clients.google.com',
  'optimizationguide-pa.googleapis.com',
  'content-autofill.googleapis.com',
  'safebrowsingohttpgateway.googleapis.com',
  'redirector.gvt1.com',
]

/** Of what the outside was asked for, what a page or a worker of ours must have wanted. */
export function foreignOf(asked: readonly string[]): string[] {
  return asked.filter((address) => !browsersOwn.some((host) => hostOf(address) === host))
}

function hostOf(address: string): string {
  return address.includes('://') ? new URL(address).hostname : (address.split(':')[0] ?? address)
}
