import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { toHex } from '@etui/shared/bytes/hex.ts'
import {
  CHALLENGE_LIFE,
  challengeHash,
  encodeChallenge,
} from '@etui/shared/presentation/challenge.ts'
import { webReading } from '@etui/shared/presentation/platform-web-reading.ts'
import { challengeLink } from '@etui/shared/tap/counter-link.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { KeptChallenge } from '../workstation/workstation-db.ts'
import type { Workstation } from '../workstation/workstation.ts'
import { keepChallenge } from './challenge-store.ts'

/** A challenge on the disk, and the link that a counter shows of it. */
export interface ShownChallenge extends KeptChallenge {
  readonly link: string
}

/** Longest name of a house that a phone is shown; a counter's own has 60 characters. */
const mostOfName = 60

/**
 * Makes a challenge of this counter, by the server's clock as it knows it, and keeps it before anybody sees it. Throws
 * `sign-in-needed` where nobody is signed in, or the workstation never met the server.
 */
export async function makeChallenge({
  db,
  facts,
  now,
}: Pick<Workstation, 'db' | 'facts' | 'now'>): Promise<ShownChallenge> {
  const { session, counter, kit } = facts.value
  if (!session || !counter || !kit || now() >= session.offlineUntil) {
    throw new Refusal('sign-in-needed')
  }
  const second = Math.floor(now() / 1000)
  const expiresAt = second + CHALLENGE_LIFE
  const nonce: Bytes = crypto.getRandomValues(new Uint8Array(16))
  const { counterId } = counter
  // The holder goes by the name: that of the house, then that of the workstation.
  const house = session.professional.organisation || session.professional.name
  const name = `${house.slice(0, mostOfName)}, ${counter.name}`
  const bytes = encodeChallenge({ counterId, nonce, expiresAt, name, flags: 0 })
  const hash = toHex(await challengeHash(bytes, webReading.sha256))
  const challenge = { hash, bytes, expiresAt }
  await keepChallenge(db, challenge, second)
  // Cards are issued by the origin of the holder's app.
  return { ...challenge, link: challengeLink(kit.issuer, bytes) }
}
