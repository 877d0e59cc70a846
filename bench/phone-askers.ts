import { drawToken, hashToken, makeProver } from './dpop-asker.ts'
import type { Ask, Asker } from './load.ts'
import type { PlayedPhone } from './loaded-server.ts'
import { makeKeyPair } from './specimen.ts'

/** A phone the generator plays. `told` is what its server must know. */
export interface Player {
  readonly prover: ReturnType<typeof makeProver>
  readonly presentation: ReturnType<typeof makeKeyPair>
  token: string
  readonly told: PlayedPhone
}

export function play(): Player {
  const prover = makeProver()
  const presentation = makeKeyPair()
  const mailbox = makeKeyPair()
  const token = drawToken()
  return {
    prover,
    presentation,
    token,
    told: {
      thumbprint: prover.thumbprint,
      tokenHash: hashToken(token),
      mailboxKey: base64url(mailbox.point),
      presentationKey: base64url(presentation.point),
    },
  }
}

let addresses = 0
/** Another address for every request: phones and pharmacies have one each. */
export function nextAddress(): string {
  addresses += 1
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`
}

/** So many requests of each phone are made before the clock starts: the generator shares the machine with PostgreSQL. */
const madeAhead = 6

/** Refreshes of one phone, one after the other, each with the token the one before announced. */
export function refresher(player: Player, port: number): Asker {
  const origin = `http://localhost:${port}`
  const made: { readonly ask: Ask; readonly next: string }[] = []
  let nonce: string | undefined
  let next = ''

  function make(token: string) {
    const following = drawToken()
    const ask: Ask = {
      method: 'POST',
      path: '/api/refresh',
      headers: {
        host: `localhost:${port}`,
        origin,
        'content-type': 'application/json',
        'x-forwarded-for': nextAddress(),
        dpop: player.prover.proof('POST', `${origin}/api/refresh`, nonce),
      },
      body: JSON.stringify({ token, nextHash: hashToken(following), cursor: '' }),
    }
    return { ask, next: following }
  }

  return {
    ready() {
      if (nonce === undefined) return
      while (made.length < madeAhead) made.push(make(made.at(-1)?.next ?? player.token))
    },
    next() {
      const first = made.shift() ?? make(player.token)
      next = first.next
      return first.ask
    },
    took(status, _body, headers) {
      nonce = String(headers['dpop-nonce'] ?? nonce)
      if (status === 200) player.token = next
      // The first request of each phone has no nonce yet, and is answered with one.
      return status === 200 || status === 401
    },
  }
}

/** As many askers as are under way at once, each for its share of the phones in turn: a phone may ask only so often. */
export function inTurns(all: readonly Asker[], askers: number): Asker[] {
  return Array.from({ length: askers }, (_, index) => {
    const own = all.filter((_asker, at) => at % askers === index)
    let turn = 0
    const current = () => own[turn % own.length] ?? own[0]
    return {
      ready: () => own.forEach((asker) => asker.ready?.()),
      next() {
        turn += 1
        const asker = current()
        if (!asker) throw new TypeError('no phones')
        return asker.next()
      },
      took: (...answer) => current()?.took(...answer) ?? false,
    }
  })
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
