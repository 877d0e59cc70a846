import { sign, verify } from 'node:crypto'
import { KeptCards } from '@etui/shared/presentation/kept-cards.ts'
import { preparePresenter } from '@etui/shared/presentation/presenter.ts'
import { ONLINE_WINDOW, type Reader } from '@etui/shared/presentation/verification.ts'
import { verifyPresentation } from '@etui/shared/presentation/verify-presentation.ts'
import { compressPoint } from '@etui/shared/presentation/sealed-body.ts'
import {
  createNodeCryptography,
  importPublicKey,
  openerOf,
  signerOf,
} from '@etui/server/presentation/platform-node.ts'
import { quantile, type Figure, type Section } from './report.ts'
import { makeKeyPair, makeSpecimenCard } from './specimen.ts'

const rounds = 40
const perRound = 50

/** Building and verifying a sealed presentation, each against the bare cryptography it cannot do without. */
export async function benchPresentation(): Promise<Section> {
  const now = Math.floor(Date.now() / 1000)
  const card = await makeSpecimenCard(now)
  const group = makeKeyPair()
  const cryptography = createNodeCryptography()
  const presenter = preparePresenter({
    cryptography,
    credential: card.credential,
    sign: signerOf(card.holder.privateKey),
    groupKey: { groupKeyId: 42, key: group.point },
    unlockedBy: 1,
    now: () => now,
  })
  const opener = openerOf(group.privateKey)
  const reader = (keepsCards: boolean): Reader => ({
    cryptography,
    now,
    cardClass: 'demonstration',
    counterId: 'k7Qm2xVb',
    window: ONLINE_WINDOW,
    issuer: () => ({
      issuer: card.claims.issuer,
      keyId: card.keyId,
      key: card.issuer.point,
      cardClass: 'demonstration',
      from: 0,
      to: now + 86_400,
    }),
    groupKey: () => opener,
    takeChallenge: () => 'unknown',
    judgeReplay: () => ({ replay: 'first' }),
    status: () => 'valid',
    ...(keepsCards ? { verifiedCards: keptCards } : {}),
  })
  const keptCards = new KeptCards(1000)
  const [first, seen] = [reader(false), reader(true)]

  const message = new Uint8Array(700)
  const ieee = 'ieee-p1363'
  const signature = sign('sha256', message, { key: card.holder.privateKey, dsaEncoding: ieee })
  const sealed = await cryptography.seal(
    group.point,
    message.subarray(0, 80),
    message.subarray(0, 352),
  )
  const encapsulated = compressPoint(sealed.encapsulated)
  const holderPoint = card.claims.holderKey

  const bare = {
    sign: async () =>
      void sign('sha256', message, { key: card.holder.privateKey, dsaEncoding: ieee }),
    seal: async () =>
      void (await cryptography.seal(
        group.point,
        message.subarray(0, 80),
        message.subarray(0, 352),
      )),
    'verify-bare': async () =>
      void verify(
        'sha256',
        message,
        { key: importPublicKey(holderPoint), dsaEncoding: ieee },
        signature,
      ),
    open: async () => void (await opener(encapsulated, message.subarray(0, 80), sealed.ciphertext)),
  }
  const frames: string[] = []
  const samples = new Map<string, number[]>()
  const time = async (name: string, work: (index: number) => Promise<unknown>) => {
    const into = samples.get(name) ?? []
    samples.set(name, into)
    for (let index = 0; index < perRound; index++) {
      const start = performance.now()
      await work(index)
      into.push((performance.now() - start) * 1000)
    }
  }
  for (let round = 0; round < rounds; round++) {
    await time('build', async (index) => (frames[index] = await presenter.frame()))
    await time('verify', (index) => verified(frames[index] ?? '', first))
    await time('verify, card seen before', (index) => verified(frames[index] ?? '', seen))
    for (const [name, work] of Object.entries(bare)) await time(name, work)
  }

  const p50 = (name: string) => quantile(samples.get(name) ?? [], 0.5)
  const builds = p50('sign') + p50('seal')
  const verifies = 2 * p50('verify-bare') + p50('open')
  const figure = (name: string, limit: number, ratioTo: string): Figure[] => [
    { name: `${name}, p50`, value: p50(name), unit: 'µs', ratio: p50(name) / limit, ratioTo },
    { name: `${name}, p95`, value: quantile(samples.get(name) ?? [], 0.95), unit: 'µs' },
  ]
  return {
    title: 'A sealed presentation',
    note: `Medians of ${rounds * perRound} on one core by node:crypto, rounds interleaved; ratios are times, so 1.0 is the floor.`,
    figures: [
      ...figure('build', builds, 'one signature and one seal'),
      ...figure('verify', verifies, 'two verifications and one opening'),
      ...figure('verify, card seen before', verifies, 'two verifications and one opening'),
      { name: 'one signature and one seal, bare', value: builds, unit: 'µs' },
      { name: 'two verifications and one opening, bare', value: verifies, unit: 'µs' },
    ],
  }
}

async function verified(frame: string, reader: Reader): Promise<void> {
  const { verdict } = await verifyPresentation(frame, reader)
  if (verdict !== 'valid') throw new Error(`the presentation is ${verdict}`)
}
