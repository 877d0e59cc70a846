import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { fromHex } from '@etui/shared/bytes/hex.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { webCompression } from '@etui/shared/status/compression-web.ts'
import { joinShards } from '@etui/shared/status/shard-sequence.ts'
import { signShard } from '@etui/shared/status/signed-shard.ts'
import { setStatus } from '@etui/shared/status/status-bits.ts'
import { emptyShard } from '@etui/shared/status/status-shard.ts'
import { certifyListKey } from '@etui/shared/trust/list-key.ts'
import { signTrustedList } from '@etui/shared/trust/signed-trusted-list.ts'
import { inventKey } from '@etui/shared/vectors/invented.ts'
import type { InventedKey } from '@etui/shared/vectors/invented.ts'
import vectors from '@etui/shared/vectors/presentation-v1.json'
import type { CounterKit, Reading, Session } from '@etui/shared/wire/counter.ts'
import type { JournalEntry, JudgedEntry } from '@etui/shared/wire/journal.ts'
import type { StaffMember } from '@etui/shared/wire/staff.ts'
import type { AnyEndpoint } from '@etui/shared/wire/endpoint.ts'
import type { Caller } from '../http/call.ts'

/** What a test may change of the server between two calls. */
export interface InventedServer {
  isDown: boolean
  /** Calls neither come through nor fail. */
  isHanging: boolean
  /** The machine stays awake while it calls. */
  isSteady: boolean
  isSignedIn: boolean
  /** Unix seconds */
  now: number
  root: InventedKey
  listVersion: number
  /** Unix seconds the lists are signed at */
  listedAt: number
  blocked: number | undefined
  /** who signed in last: 'ines', or somebody else */
  professionalId: string
  counter: { counterId: string; name: string } | null
  cardClass: CounterKit['class']
  answer: ((frame: string) => Reading) | undefined
  takeJournal: ((entries: readonly JournalEntry[]) => JudgedEntry[]) | undefined
  /** What becomes of an invoice, by its id; the address says whether it is made or validated. */
  takeInvoice: ((url: string, invoiceId: string, body: unknown) => unknown) | undefined
  staff: StaffMember[]
  /** who works, as the session says */
  workingId: string | null
  readonly sent: string[]
  /** of each frame sent, the challenge that came with it */
  readonly challenges: (string | undefined)[]
  readonly call: Caller
  fetchList(path: '/trusted-list' | '/s/all'): Promise<Bytes>
}

interface Asked {
  readonly body?: unknown
  readonly params?: { readonly invoiceId?: string }
}

const DAY = 86_400

/** A server with the keys of the vectors file, for tests of the workstation: real kits, real signed lists. */
export async function inventServer(now: number): Promise<InventedServer> {
  const [root, listKey, statusKey] = await Promise.all([inventKey(), inventKey(), inventKey()])
  const server: InventedServer = {
    isDown: false,
    isHanging: false,
    isSteady: true,
    isSignedIn: true,
    now,
    root,
    listVersion: 3,
    listedAt: now - 600,
    blocked: undefined,
    professionalId: 'ines',
    counter: { counterId: vectors.counter.id, name: 'Comptoir 2' },
    cardClass: 'test',
    answer: undefined,
    takeJournal: undefined,
    takeInvoice: undefined,
    staff: [],
    workingId: null,
    sent: [],
    challenges: [],
    call: Object.assign(
      // The generic caller's answer depends on its endpoint, which a table by address cannot show the compiler.
      (async (endpoint: AnyEndpoint, ask: Asked) => answerTo(endpoint, ask)) as unknown as Caller,
      {
        timed: async (endpoint: AnyEndpoint) => ({
          answer: await answerTo(endpoint),
          tookMs: 40,
          isSteady: server.isSteady,
        }),
      },
    ) as Caller,
    async fetchList(path) {
      if (server.isDown) throw new Refusal('network-down')
      return path === '/s/all' ? shards() : trustedList()
    },
  }

  async function answerTo(endpoint: AnyEndpoint, { body, params }: Asked = {}): Promise<unknown> {
    if (server.isHanging) return new Promise(() => undefined)
    if (server.isDown) throw new Refusal('network-down')
    if (endpoint.url === '/session' && endpoint.method === 'DELETE') {
      server.isSignedIn = false
      return { isEnded: true }
    }
    if (endpoint.url === '/session') return { session: server.isSignedIn ? session() : null }
    if (!server.isSignedIn) throw new Refusal('sign-in-needed')
    if (endpoint.url === '/counter') return name(body as { name: string; counterId?: string })
    if (endpoint.url === '/counter/kit') return kit()
    if (endpoint.url === '/journal') return journal(body as { entries: JournalEntry[] })
    if (endpoint.url.startsWith('/invoices/')) {
      if (!server.takeInvoice) throw new Refusal('server-fault')
      return server.takeInvoice(endpoint.url, params?.invoiceId ?? '', body)
    }
    if (endpoint.url === '/session/staff') return work(body as { staffId: string | null })
    if (endpoint.url === '/staff' && endpoint.method === 'GET') {
      return { staff: server.staff, workingId: server.workingId }
    }
    const { frame, challenge } = body as { frame: string; challenge?: string }
    server.sent.push(frame)
    server.challenges.push(challenge)
    if (!server.answer) throw new Refusal('server-fault')
    return server.answer(frame)
  }

  function session(): Session {
    const at = server.now * 1000
    return {
      professional: {
        professionalId: server.professionalId,
        name: server.professionalId === 'ines' ? 'Inès Carpentier' : 'Marc Delorme',
        professionCode: '21',
        organisation: 'Pharmacie des Tilleuls',
      },
      counter: server.counter,
      signedInAt: at,
      offlineUntil: at + 12 * 3_600_000,
      endsAt: at + 12 * 3_600_000,
    }
  }

  function name(body: { name: string; counterId?: string }) {
    server.counter = { counterId: body.counterId ?? vectors.counter.id, name: body.name }
    return server.counter
  }

  function work({ staffId }: { staffId: string | null }) {
    if (staffId !== null && !server.staff.some((each) => each.staffId === staffId)) {
      throw new Refusal('staff-unknown')
    }
    server.workingId = staffId
    return { workingId: staffId }
  }

  function journal({ entries }: { entries: JournalEntry[] }) {
    if (!server.takeJournal) throw new Refusal('server-fault')
    return { judged: server.takeJournal(entries) }
  }

  function kit(): CounterKit {
    const { secret, public: point } = vectors.keys.group
    return {
      serverTime: server.now * 1000,
      class: server.cardClass,
      issuer: 'https://carte.example',
      rootKey: toBase64url(server.root.publicKey),
      groupKeys: [
        {
          gkid: vectors.counter.groupKeyId,
          secret: toBase64url(fromHex(secret)),
          point: toBase64url(fromHex(point)),
          from: now - 7 * DAY,
          to: now + 7 * DAY,
        },
      ],
    }
  }

  async function trustedList(): Promise<Bytes> {
    const certified = { key: listKey.publicKey, from: now - 30 * DAY, to: now + 300 * DAY }
    const certificate = await certifyListKey(certified, server.root.sign)
    const issuers = vectors.trustedList.issuers.map(
      ({ iss, kid, key, class: listed, from, to }) => ({
        issuer: iss,
        keyId: fromHex(kid),
        key: fromHex(key),
        cardClass: listed as CounterKit['class'],
        from,
        to,
      }),
    )
    const list = {
      version: server.listVersion,
      issuedAt: server.listedAt,
      expiresAt: server.listedAt + 30 * DAY,
      issuers,
      statusKeys: issuers.map(({ issuer }) => ({ issuer, key: statusKey.publicKey })),
      groupKeys: [],
    }
    return signTrustedList(list, certificate, listKey.sign)
  }

  async function shards(): Promise<Bytes> {
    const published = vectors.trustedList.issuers.map(({ iss }) => {
      const list = emptyShard()
      if (server.blocked !== undefined) setStatus(list, 1, server.blocked, 1)
      const shard = { uri: `${iss}/s/17`, issuedAt: server.listedAt, list }
      return signShard(shard, statusKey.sign, webCompression)
    })
    return joinShards(await Promise.all(published))
  }

  return server
}
