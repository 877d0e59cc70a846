import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import type { CardClaims } from '@etui/shared/card/card.ts'
import { signCard } from '@etui/shared/card/write-card.ts'
import { preparePresenter, type Presenter } from '@etui/shared/presentation/presenter.ts'
import { compressPoint } from '@etui/shared/presentation/sealed-body.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { Keys, SigningKey } from '../keys/keys.ts'
import { createNodeCryptography, signerOf } from '../presentation/platform-node.ts'

export interface PhoneNeeds {
  readonly database: Database
  readonly keys: Keys
  readonly clock: Clock
  readonly issuer: string
}

/** What a test may have otherwise; `signer` signs the card in the place of the issuer's current key. */
export interface PhoneChange {
  readonly registryId?: string
  /** whose card it is, when not the holder's */
  readonly beneficiaryId?: string
  readonly nirHash?: Buffer
  readonly claims?: Partial<CardClaims>
  readonly signer?: Pick<SigningKey, 'kid' | 'sign'>
  readonly groupKey?: { readonly groupKeyId: number; readonly key: Bytes }
  /** Seconds that the phone's clock is ahead. */
  readonly clockAhead?: number
}

export interface TestPhone extends Presenter {
  readonly personId: string
  readonly phoneId: string
  readonly statusIndex: number
  readonly card: Bytes
}

const day = 24 * 60 * 60

/** A phone with a real card of a seeded person, its rows in the database, showing real frames. */
export async function testPhone(needs: PhoneNeeds, change: PhoneChange = {}): Promise<TestPhone> {
  const { keys, clock } = needs
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const point = new Uint8Array(publicKey.export({ format: 'raw-public' }))
  const statusIndex = randomBytes(4).readUInt32BE() % 2 ** 20
  const issuedAt = seconds(clock())
  const claims: CardClaims = {
    issuer: needs.issuer,
    issuedAt,
    expiresAt: issuedAt + 30 * day,
    holderKey: compressPoint(point),
    status: { index: statusIndex, uri: `${needs.issuer}/s/0` },
    cardClass: 'demonstration',
    content,
    ...change.claims,
  }
  const signer = change.signer ?? keys.issuers()[0]
  const card = await signCard(claims, signer.kid, signer.sign)
  const reference = new Uint8Array(randomBytes(8))
  const registryId = change.registryId ?? 'claire'
  const nirHash = change.nirHash ?? randomBytes(32)
  const beneficiaryId = change.beneficiaryId ?? '0'
  const rows = { registryId, beneficiaryId, nirHash, statusIndex, card, reference, claims }
  const ids = await writeRows(needs, rows)

  const group = keys.currentGroup()
  const presenter = preparePresenter({
    cryptography: createNodeCryptography(),
    credential: card,
    reference,
    sign: signerOf(privateKey),
    groupKey: change.groupKey ?? { groupKeyId: group.gkid, key: group.point },
    unlockedBy: 1,
    now: () => seconds(clock()) + (change.clockAhead ?? 0),
  })
  return { ...presenter, ...ids, statusIndex, card }
}

interface Rows {
  readonly registryId: string
  readonly beneficiaryId: string
  readonly nirHash: Buffer
  readonly statusIndex: number
  readonly card: Bytes
  readonly reference: Bytes
  readonly claims: CardClaims
}

async function writeRows({ database, clock }: PhoneNeeds, rows: Rows) {
  const { db, tables } = database
  const ids = {
    personId: `p-${randomBytes(6).toString('hex')}`,
    phoneId: randomBytes(6).toString('hex'),
  }
  const beneficiary = { ...ids, beneficiaryId: rows.beneficiaryId }
  const at = clock()
  const expiresAt = new Date(rows.claims.expiresAt * 1000)
  const issuedAt = new Date(rows.claims.issuedAt * 1000)
  const { statusIndex } = rows
  await db.insert(tables.people).values({
    personId: ids.personId,
    registryId: rows.registryId,
    nirHash: rows.nirHash,
    createdAt: at,
  })
  await db.insert(tables.phones).values({
    ...ids,
    deviceThumbprint: randomBytes(32).toString('base64url'),
    state: 'active',
    createdAt: at,
  })
  await db.insert(tables.statusIndices).values({ ...beneficiary, shard: 0, statusIndex, expiresAt })
  await db.insert(tables.cards).values({
    ...beneficiary,
    card: Buffer.from(rows.card),
    contentHash: randomBytes(32),
    shard: 0,
    statusIndex,
    indexAssignedAt: issuedAt,
    issuedAt,
    expiresAt,
    reference: Buffer.from(rows.reference),
  })
  return ids
}

const content = {
  nir: '284195751150059',
  familyName: 'AUBERTIN',
  givenNames: 'CLAIRE',
  birthDate: 19840312,
  birthRank: 1,
  regime: 15710001,
  managementCode: 10,
  coverage: 29,
  quality: 0,
}

/** The base point of the curve, compressed: a key nobody holds. */
export function strangerPoint(): Bytes {
  const ecdh = createECDH('prime256v1')
  return new Uint8Array(ecdh.generateKeys(undefined, 'compressed'))
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}
