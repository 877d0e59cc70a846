import type { Bytes } from '../bytes/bytes.ts'
import type { CardClaims } from '../card/card.ts'
import { signCard } from '../card/write-card.ts'
import type { Signer } from '../cose/sign1.ts'
import { keyIdOf } from '../cose/thumbprint.ts'
import { importAgreementKey, sha256, signerOf, webSealing } from '../presentation/platform-web.ts'
import { openerOf, webReading } from '../presentation/platform-web-reading.ts'
import {
  preparePresenter,
  type Presenter,
  type PresenterOptions,
} from '../presentation/presenter.ts'
import { compressPoint } from '../presentation/sealed-body.ts'
import { OFFLINE_WINDOW, type Reader } from '../presentation/verification.ts'
import type { TrustedIssuer } from '../trust/trusted-list.ts'

/** A P-256 key pair for tests, fresh each time. */
export interface InventedKey {
  readonly publicKey: Bytes
  readonly secret: Bytes
  readonly sign: Signer
}

export async function inventKey(): Promise<InventedKey> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const { d = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const secret = Uint8Array.from(atob(d.replace(/-/g, '+').replace(/_/g, '/')), byteOf)
  return { publicKey, secret, sign: signerOf(pair.privateKey) }
}

function byteOf(character: string): number {
  return character.charCodeAt(0)
}

/** Now, in the world of tests: an instant like any other. */
export const inventedNow = 1_795_309_200

/** One issuer, one invented person with a card on a phone, and one counter: what a test of presentations starts from. */
export interface InventedWorld {
  readonly issuer: TrustedIssuer
  readonly holder: InventedKey
  readonly claims: CardClaims
  readonly credential: Bytes
  presenter(changes?: Partial<PresenterOptions>): Presenter
  reader(changes?: Partial<Reader>): Reader
  /** Another credential of the same issuer. */
  credentialOf(claims: CardClaims): Promise<Bytes>
}

const groupKeyId = 42

export async function inventWorld(): Promise<InventedWorld> {
  const [issuerKey, holder, group] = [await inventKey(), await inventKey(), await inventKey()]
  const issuer = await inventIssuer(issuerKey)
  const credentialOf = (card: CardClaims) => signCard(card, issuer.keyId, issuerKey.sign)
  const claims = inventClaims(issuer.issuer, compressPoint(holder.publicKey))
  const credential = await credentialOf(claims)
  const open = openerOf(await importAgreementKey(group), group.publicKey)
  return {
    issuer,
    holder,
    claims,
    credential,
    credentialOf,
    presenter: (changes) =>
      preparePresenter({
        cryptography: webSealing,
        credential,
        sign: holder.sign,
        groupKey: { groupKeyId, key: group.publicKey },
        unlockedBy: 1,
        now: () => inventedNow,
        ...changes,
      }),
    reader: (changes) => ({
      cryptography: webReading,
      now: inventedNow,
      cardClass: 'test',
      counterId: 'k7Qm2xVb',
      window: OFFLINE_WINDOW,
      issuer: (keyId) => (keyId.join() === issuer.keyId.join() ? issuer : undefined),
      groupKey: (id) => (id === groupKeyId ? open : undefined),
      takeChallenge: () => 'unknown',
      judgeReplay: () => ({ replay: 'first' }),
      status: () => 'valid',
      ...changes,
    }),
  }
}

async function inventIssuer({ publicKey: key }: InventedKey): Promise<TrustedIssuer> {
  return {
    issuer: 'https://carte.example',
    keyId: await keyIdOf(key, sha256),
    key,
    cardClass: 'test',
    from: inventedNow - 86_400 * 365,
    to: inventedNow + 86_400 * 365,
  }
}

function inventClaims(issuer: string, holderKey: Bytes): CardClaims {
  return {
    issuer,
    issuedAt: inventedNow - 3600,
    expiresAt: inventedNow + 86_400 * 30,
    holderKey,
    status: { index: 612_345, uri: `${issuer}/s/17` },
    cardClass: 'test',
    content: {
      nir: '284195751150059',
      familyName: 'MARTIN-DUPONT',
      givenNames: 'MARIE CHARLOTTE',
      birthDate: 19841912,
      birthRank: 1,
      regime: 17_501_041,
      managementCode: 10,
      coverage: 21,
    },
  }
}
