/**
 * A small client of Étui for practice software: copy it, and change what you like. It needs nothing but `fetch` and
 * WebCrypto, so it runs in Node and elsewhere. docs/practice-software.md says how a program gets its id, and the server's
 * `/api/practice/openapi.json` has every field.
 */
export interface PracticeAccess {
  /** of the counters, `https://comptoir.example.fr` */
  readonly origin: string
  /** what the operator told you */
  readonly clientId: string
  /** yours alone: see `readPrivateKey` */
  readonly privateKey: CryptoKey
}

/** Amounts are in cents, days are YYYY-MM-DD, instants milliseconds since 1970. */
export interface PracticeReading {
  /** `valid`; or why not: `revoked`, `replayed`, `stale`, `signature`… */
  readonly verdict: string
  readonly readAt: number
  readonly context?: PracticeContext & { readonly endsAt: number }
  readonly beneficiaries?: readonly {
    readonly beneficiaryId: string
    readonly familyName: string
    readonly givenNames: string
    readonly isPresented: boolean
  }[]
}

/** For half an hour: a place to ask for identity and to bill. */
export interface PracticeContext {
  readonly contextId: string
  readonly token: string
}

export interface PracticeIdentity {
  readonly identity: {
    readonly nir: string
    readonly ins?: { readonly matricule: string; readonly oid: string; readonly birthName: string }
  }
  readonly rights: { readonly isOpen: boolean; readonly asOf: number; readonly hasC2s: boolean }
}

export interface PracticeBill {
  readonly context: PracticeContext
  readonly beneficiaryId?: string
  readonly careDay: string
  readonly carePath?: 'T' | 'N' | 'R' | 'O' | 'M' | 'J' | 'B' | 'D' | 'H' | 'U' | 'S1' | 'S2'
  readonly thirdParty: 'none' | 'obligatory' | 'full'
  readonly exemption: '0' | '3' | '4' | '5' | '7' | '9'
  readonly lines: {
    readonly kind: 'ngap' | 'ccam'
    readonly code: string
    readonly quantity: number
    readonly unitCents: number
  }[]
}

export interface PracticeInvoice {
  readonly invoiceId: string
  readonly state: string
  readonly shares: {
    readonly totalCents: number
    readonly now: {
      readonly obligatoryCents: number
      readonly complementaryCents: number
      readonly patientCents: number
    }
  }
}

export interface PracticeDay {
  readonly invoices: readonly PracticeInvoice[]
  readonly totals: { readonly count: number; readonly totalCents: number }
}

/** The server said no. `code` is the last part of the problem's type (RFC 9457). */
export class PracticeRefusal extends Error {
  override readonly name = 'PracticeRefusal'
  readonly status: number
  readonly code: string

  constructor(status: number, problem: { readonly type?: string; readonly title?: string }) {
    super(problem.title ?? `The server answered ${status}`)
    this.status = status
    this.code = problem.type?.split('/').at(-1) ?? ''
  }
}

/** What a counter does, by a program. Every call throws PracticeRefusal when the server says no. */
export class PracticeClient {
  readonly #access: PracticeAccess
  readonly #base: string
  #token: { readonly text: string; readonly until: number } | undefined

  constructor(access: PracticeAccess) {
    this.#access = access
    this.#base = `${access.origin}/api/practice`
  }

  /** `digits`: what the scanner read, as it is. */
  verify(digits: string): Promise<PracticeReading> {
    return this.#call('POST', '/readings', { frame: digits })
  }

  identity(context: PracticeContext, beneficiaryId: string): Promise<PracticeIdentity> {
    const { contextId, token } = context
    return this.#call('POST', `/contexts/${contextId}/identity`, { token, beneficiaryId })
  }

  /** Keep the id with the bill before you send it: sent again after a lost answer, it is the same invoice. */
  putInvoice(invoiceId: string, bill: PracticeBill): Promise<PracticeInvoice> {
    return this.#call('PUT', `/invoices/${invoiceId}`, bill)
  }

  /** Final: the patient sees it, the insurer gets it. Sent again, it is answered as it is. */
  validateInvoice(invoiceId: string, context: PracticeContext): Promise<PracticeInvoice> {
    const { contextId, token } = context
    return this.#call('POST', `/invoices/${invoiceId}/validation`, {
      context: { contextId, token },
    })
  }

  day(day: string): Promise<PracticeDay> {
    return this.#call('GET', `/days/${day}/invoices`)
  }

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(this.#base + path, {
      method,
      headers: {
        authorization: `Bearer ${await this.#takeToken()}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (answer.status === 401) this.#token = undefined
    // Checked on the server's side by the very schemas of its description.
    return (await readAnswer(answer)) as T
  }

  async #takeToken(): Promise<string> {
    if (this.#token && Date.now() < this.#token.until) return this.#token.text
    const answer = await fetch(`${this.#base}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await writeAssertion(this.#access, `${this.#base}/token`),
      }),
    })
    // As above.
    const told = (await readAnswer(answer)) as { access_token: string; expires_in: number }
    // Half a minute early, so that no call is on its way while it ends.
    this.#token = { text: told.access_token, until: Date.now() + (told.expires_in - 30) * 1_000 }
    return told.access_token
  }
}

/** The private key of a PEM file in PKCS #8, as `openssl genpkey` writes it. */
export function readPrivateKey(pem: string): Promise<CryptoKey> {
  const base64 = pem.replace(/-----[^-]+-----|\s/g, '')
  const der = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return crypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
  ])
}

/** An id for a new invoice: 16 random bytes in base64url. */
export function drawInvoiceId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)))
}

/** Says who asks, for one minute and one use (RFC 7523). */
async function writeAssertion(
  { clientId, privateKey }: PracticeAccess,
  audience: string,
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000)
  const claims = { iss: clientId, sub: clientId, aud: audience, iat: now, exp: now + 60 }
  const header = part({ alg: 'ES256', typ: 'JWT' })
  const text = `${header}.${part({ ...claims, jti: crypto.randomUUID() })}`
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
  const signature = await crypto.subtle.sign(algorithm, privateKey, new TextEncoder().encode(text))
  return `${text}.${base64url(new Uint8Array(signature))}`
}

async function readAnswer(answer: Response): Promise<unknown> {
  if (answer.ok) return answer.json()
  throw new PracticeRefusal(answer.status, await answer.json().catch(() => ({})))
}

function part(value: object): string {
  return base64url(new TextEncoder().encode(JSON.stringify(value)))
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
