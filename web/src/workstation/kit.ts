import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import { equalBytes } from '@etui/shared/bytes/bytes.ts'
import { importAgreementKey } from '@etui/shared/presentation/platform-web.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { CounterKit } from '@etui/shared/wire/counter.ts'
import { changeFacts, readFacts, strict } from './workstation-db.ts'
import type { KeptFacts, KeptGroupKey, WorkstationDb } from './workstation-db.ts'

/**
 * Keeps what the server hands to a signed-in counter. The root key is pinned by the first kit; a later one with another
 * root is refused (`root-changed`), and so is any where nobody is signed in by now (`sign-in-needed`): nothing is kept then. `measure` is the round trip
 * the kit came by and this machine's clock at its end; without it the clock stays as it was last measured.
 */
export async function keepKit(
  db: WorkstationDb,
  kit: CounterKit,
  measure?: { readonly tookMs: number; readonly machineNow: number },
): Promise<KeptFacts> {
  const root = fromBase64url(kit.rootKey)
  const { root: pinned } = await readFacts(db)
  if (pinned && !equalBytes(pinned.key, root)) throw new Refusal('root-changed')
  await replaceGroupKeys(db, await Promise.all(kit.groupKeys.map(importGroupKey)))
  const offsetMs = measure && Math.round(kit.serverTime + measure.tookMs / 2 - measure.machineNow)
  return changeFacts(db, (held) => {
    // Another tab may have pinned between the check above and now.
    if (held.root && !equalBytes(held.root.key, root)) throw new Refusal('root-changed')
    return {
      root: held.root ?? { key: root, pinnedAt: kit.serverTime },
      kit: { cardClass: kit.class, issuer: kit.issuer },
      clock: offsetMs === undefined ? held.clock : { offsetMs, measuredAt: kit.serverTime },
    }
  })
}

async function importGroupKey(key: CounterKit['groupKeys'][number]): Promise<KeptGroupKey> {
  const publicKey = fromBase64url(key.point)
  const privateKey = await importAgreementKey({ secret: fromBase64url(key.secret), publicKey })
  return { groupKeyId: key.gkid, privateKey, point: publicKey }
}

/** All of a kit's keys, and only those: an epoch the server no longer hands out is gone here too. */
async function replaceGroupKeys(db: WorkstationDb, keys: readonly KeptGroupKey[]): Promise<void> {
  const transaction = db.transaction(['facts', 'groupKeys'], 'readwrite', strict)
  const groupKeys = transaction.objectStore('groupKeys')
  // Whoever was signed in when the kit was asked for may have left while it came.
  const isSignedIn = (await transaction.objectStore('facts').get('facts'))?.session !== undefined
  if (isSignedIn) {
    await groupKeys.clear()
    for (const key of keys) await groupKeys.put(key)
  }
  await transaction.done
  if (!isSignedIn) throw new Refusal('sign-in-needed')
}

/**
 * Signing out, or twelve hours without signing in: what opens presentations leaves the machine. `isLeaving` where the
 * server has still to be told that the session is over. The session goes first, so that no key comes in after them.
 */
export async function dropSecrets(
  db: WorkstationDb,
  change: { readonly isLeaving?: true } = {},
): Promise<KeptFacts> {
  const facts = await changeFacts(db, () => ({ session: undefined, team: undefined, ...change }))
  await db.clear('groupKeys')
  return facts
}
