import { readCard } from '@etui/shared/card/read-card.ts'
import { preparePresenter } from '@etui/shared/presentation/presenter.ts'
import { createNodeCryptography, signerOf } from '@etui/server/presentation/platform-node.ts'
import { sessionCookie } from '@etui/server/professional/session.ts'
import type { Ask, Asker } from './load.ts'
import type { LoadedServer } from './loaded-server.ts'
import { nextAddress, type Player } from './phone-askers.ts'

/** A pretend phone at counters: frames that differ, since a proof shown twice would be told as a replay. */
export function presenting(player: Player, card: string, { group }: LoadedServer) {
  const cryptography = createNodeCryptography()
  const credential = readCard(new Uint8Array(Buffer.from(card, 'base64url')))
  let issuedAt = 0
  const presenters = ([1, 2, 3] as const).map((unlockedBy) =>
    preparePresenter({
      cryptography,
      credential: new Uint8Array(Buffer.from(card, 'base64url')),
      sign: signerOf(player.presentation.privateKey),
      groupKey: {
        groupKeyId: group.gkid,
        key: new Uint8Array(Buffer.from(group.point, 'base64url')),
      },
      unlockedBy,
      now: () => issuedAt,
    }),
  )
  let turn = 0
  return {
    /** The next frame of a second of its own within the online window; undefined when those are used up for now. */
    async frame(): Promise<string | undefined> {
      const now = Math.floor(Date.now() / 1000)
      if (turn % presenters.length === 0 || issuedAt < now - 35) {
        const next = Math.max(issuedAt + 1, now - 28, credential.card.issuedAt)
        if (next > now + 12) return undefined
        issuedAt = next
        turn = 0
      }
      return presenters[turn++ % presenters.length]?.frame()
    },
  }
}

/** So many frames of each asker are made before the clock starts; the last must not be stale before it is asked about. */
const madeAhead = 100

/** Frames that no counter has seen, of one phone after the other. */
export function framesOf(phones: readonly ReturnType<typeof presenting>[]): () => Promise<string> {
  let turn = 0
  return async () => {
    for (let tries = 0; tries < phones.length; tries++) {
      const frame = await phones[turn++ % phones.length]?.frame()
      if (frame !== undefined) return frame
    }
    throw new Error('every phone has shown a frame of every second: more phones are needed')
  }
}

/** What a counter's browser sends along, each time from another address. */
export function headersOf(session: string, port: number): Record<string, string> {
  return {
    host: `comptoir.localhost:${port}`,
    origin: `http://comptoir.localhost:${port}`,
    'content-type': 'application/json',
    'x-forwarded-for': nextAddress(),
    cookie: `${sessionCookie}=${session}`,
  }
}

/** Counters that each verify frames of phones they have not seen. */
export function verifiers(
  phones: readonly ReturnType<typeof presenting>[],
  {
    sessions,
    port,
    askers,
  }: Pick<LoadedServer, 'sessions'> & { readonly port: number; readonly askers: number },
): Asker[] {
  const nextFrame = framesOf(phones)
  return sessions.slice(0, askers).map((session) => {
    const made: string[] = []
    return {
      async ready() {
        // What is left of an earlier round is stale.
        made.length = 0
        while (made.length < madeAhead) made.push(await nextFrame())
      },
      async next() {
        return {
          method: 'POST',
          path: '/api/readings',
          headers: headersOf(session, port),
          body: JSON.stringify({ frame: made.pop() ?? (await nextFrame()) }),
        } satisfies Ask
      },
      took: (status, body) => status === 200 && /"verdict":"valid"/.test(body),
    }
  })
}
