import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { verifyShard } from '@etui/shared/status/signed-shard.ts'
import type { CounterKit, Reading } from '@etui/shared/wire/counter.ts'
import { auditStore } from './audit/audit-store.ts'
import { buildApp } from './app.ts'
import { folderBlobs } from './blob/folder-blobs.ts'
import { runCommand } from './cli.ts'
import { machineClock } from './clock.ts'
import { openDatabase } from './db/open-database.ts'
import { freshDatabase, freshFile } from './db/test-engines.ts'
import { demo } from './http/test-world.ts'
import { openFileKeys } from './keys/file-keys.ts'
import type { SigningKey } from './keys/keys.ts'
import { createLog } from './log/log.ts'
import { mailStore } from './mail/mail-store.ts'
import { createNodeCryptography } from './presentation/platform-node.ts'
import { signInAs } from './professional/test-session.ts'
import { machineRandomness } from './randomness.ts'
import { testPhone } from './reading/test-phone.ts'
import { seedRegistry } from './registry/seed-registry.ts'
import { nodeCompression } from './status/compression-node.ts'
import { publishStatus, resignMs } from './status/publish-status.ts'
import { statusStore } from './status/status-store.ts'

const nir = '284195751150059'

/** A command typed at a terminal, in this process. */
async function type(args: readonly string[], env: Record<string, string> = {}, typed = '') {
  const said = { out: '', err: '' }
  const sink = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        said[name] += String(chunk)
        done()
      },
    })
  const code = await runCommand(args, {
    in: Readable.from([typed]),
    out: sink('out'),
    err: sink('err'),
    env,
  })
  return { code, ...said }
}

/** A running server with somebody's card on a phone, and a counter that reads it. */
async function world(engine: 'sqlite' | 'postgres') {
  const data = await mkdtemp(join(tmpdir(), 'etui-cli-'))
  const fresh = engine === 'sqlite' ? await freshFile() : await freshDatabase()
  const isFile = fresh.settings.engine === 'sqlite'
  const file = join(data, 'etui.db')
  const database = await openDatabase(isFile ? { engine: 'sqlite', file } : fresh.settings)
  const clock = machineClock
  const keys = await openFileKeys({ folder: data, clock, noticeMs: 100 })
  const lines: Record<string, unknown>[] = []
  const log = createLog('debug', { write: (line) => void lines.push(JSON.parse(line)) })
  const needs = { settings: demo, database, keys, clock, randomness: machineRandomness, log }
  const app = await buildApp(needs)
  onTestFinished(async () => {
    await app.close()
    await database.close()
    keys.close()
    await fresh.remove()
    await rm(data, { recursive: true, force: true })
  })
  await seedRegistry({ database, keys, clock })
  const issuer = demo.origins.card
  const nirHash = keys.lookupHash('nir', nir)
  const phone = await testPhone({ database, keys, clock, issuer }, { nirHash })
  const browser = await signInAs({ ...needs, app })
  await browser.post('/api/counter', { name: 'Comptoir 2' })
  const verdict = async () => {
    const answer = await browser.post('/api/readings', { frame: await phone.frame() })
    return answer.json<Reading>().verdict
  }
  const url = fresh.settings.engine === 'postgres' ? fresh.settings.url : undefined
  const env = { ETUI_DATA: data, ...(url !== undefined && { ETUI_DATABASE_URL: url }) }
  let publishedAt = clock()
  /** Signs the status list anew, as the server does every few hours, and fetches it. */
  async function publishShard() {
    const status = statusStore(database)
    publishedAt = new Date(publishedAt.getTime() + resignMs)
    await publishStatus({ status, keys, clock: () => publishedAt, issuer })
    const { rawPayload } = await app.inject({
      url: '/s/0',
      headers: { host: new URL(issuer).host },
    })
    return new Uint8Array(rawPayload)
  }
  return { env, phone, verdict, keys, lines, database, browser, publishShard }
}

/** A list is looked at once a second, the file of keys ten times. */
const patience = { timeout: 10_000, interval: 500 }
type Running = Awaited<ReturnType<typeof world>>
const onNode = { cryptography: createNodeCryptography(), compression: nodeCompression }

test.each(['sqlite', 'postgres'] as const)(
  'blocks a card beside a running server, refused online within a second (%s)',
  async (engine) => {
    const { env, phone, verdict, lines, database, keys } = await world(engine)
    expect(await verdict()).toBe('valid')
    // As whoever runs the server does it: another process.
    const cli = fileURLToPath(new URL('./cli.ts', import.meta.url))
    const child = spawn(process.execPath, [cli, 'block', '--nir', nir, '--reason', 'lost'], {
      env: { PATH: '', ...env },
    })
    const said: string[] = []
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => said.push(`${text}`))
    const [code] = await once(child, 'exit')
    const doneAt = performance.now()
    expect(code, said.join('')).toBe(0)
    expect(said.join('')).toContain(`The card is suspended since`)
    expect(said.join('')).toContain('They are written to.')
    expect(said.join('')).not.toContain(nir)
    expect(await verdict()).toBe('revoked')
    expect(performance.now() - doneAt).toBeLessThan(1_000)

    const lifted = await type(
      ['block', '--person', phone.personId, '--lift', '--reason', 'lost'],
      env,
    )
    expect(lifted).toMatchObject({ code: 0, err: '' })
    const final = await type(
      ['block', '--person', phone.personId, '--final', '--reason', 'stolen'],
      env,
    )
    expect(final.out).toContain('blocked for good')
    const mails = await mailStore(database, keys).list(9)
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      ['claire@example.org', 'Votre carte Étui est bloquée'],
      ['claire@example.org', 'Votre carte Étui est suspendue'],
    ])
    expect(mails.map(({ text }) => text.match(/perdu|volé/)?.[0])).toEqual(['volé', 'perdu'])
    const again = await type(
      ['block', '--person', phone.personId, '--lift', '--reason', 'lost'],
      env,
    )
    expect(again).toMatchObject({
      code: 1,
      err: 'Nobody of that number or id holds a card on a phone.\n',
    })
    expect(JSON.stringify(lines)).not.toContain(nir)
  },
)

test('asks for the number when none is given', async () => {
  const { env, database } = await world('sqlite')
  const asked = await type(['block', '--reason', 'lost'], env, '2 84 19 57 511 500 59\n')
  expect(asked.out).toMatch(/Number of the insured person: .*suspended/s)
  expect(await database.db.select().from(database.tables.blocks)).toHaveLength(1)
})

/** Each key as others meet it: by whom cards are signed now, and the status list, and what phones seal for. */
const shownBy = {
  issuer: async ({ keys }: Running) => String(keys.issuers()[0].kid),
  status: async ({ publishShard, keys }: Running) => {
    const list = await publishShard()
    const isSignedBy = async ({ point }: SigningKey) => {
      const statusKeys = () => [point]
      return verifyShard(list, { ...onNode, statusKeys, now: Date.now() / 1000 }).then(
        () => true,
        () => false,
      )
    }
    const signed = await Promise.all(keys.statuses().map(isSignedBy))
    return keys
      .statuses()
      .filter((_, at) => signed[at])
      .map(({ kid }) => String(kid))
      .join()
  },
  group: async ({ browser }: Running) => {
    const { groupKeys, serverTime } = (await browser.get('/api/counter/kit')).json<CounterKit>()
    const now = serverTime / 1000
    return groupKeys
      .filter(({ from, to }) => from <= now && now < to)
      .map(({ gkid }) => gkid)
      .join()
  },
}

test.each(['issuer', 'status', 'group'] as const)(
  'a rotated %s key is taken by the running server',
  async (name) => {
    const running = await world('sqlite')
    const before = await shownBy[name](running)
    expect(before).not.toBe('')
    const { code, out } = await type(['keys', 'rotate', name], running.env)
    expect([code, out]).toEqual([0, expect.stringContaining(`There is a new ${name} key`)])
    const after = await vi.waitFor(async () => {
      const shown = await shownBy[name](running)
      expect(shown).not.toBe(before)
      return shown
    }, patience)
    expect(after).not.toBe('')
  },
)

test('an issuer key that cards still lean on is not rotated away', async () => {
  const { env, keys } = await world('sqlite')
  const before = keys.issuers()[0].kid
  await type(['keys', 'rotate', 'issuer'], env)
  await vi.waitFor(() => expect(keys.issuers()[1]?.kid).toEqual(before), patience)
  const soon = await type(['keys', 'rotate', 'issuer'], env)
  expect(soon).toMatchObject({ code: 1, err: expect.stringContaining('rotate after that') })
})

test('checks the log of acts beside a running server', async () => {
  const { env, database } = await world('sqlite')
  const act = { at: new Date(), agentId: 'a1', act: 'signed-in', subject: 'a1' } as const
  await auditStore(database).append(act)
  const whole = 'The log is whole. Entries: 1. Signed heads: 0.\n'
  expect(await type(['audit', 'verify'], env)).toEqual({ code: 0, out: whole, err: '' })
  await database.db.update(database.tables.auditEntries).set({ agentId: 'a2' })
  const broken = 'Entry 1 was changed, or is missing.\n'
  expect(await type(['audit', 'verify'], env)).toEqual({ code: 1, out: '', err: broken })
})

test.each([
  [['block'], 'Give a --reason: lost, stolen,'],
  [['block', '--reason', 'because'], 'Give a --reason: lost, stolen,'],
  [
    ['block', '--nir', nir, '--person', 'x', '--reason', 'lost'],
    'Give --nir or --person, not both.',
  ],
  [['block', '--final', '--lift', '--reason', 'lost'], 'Give --final or --lift, not both.'],
  [['block', nir], 'That is not how block is used.'],
  [['keys', 'rotate', 'root'], 'Say which key: keys rotate issuer|status|group'],
  [['keys'], 'Say which key'],
  [['audit'], 'That is not how audit is used.'],
  [['bloc'], 'There is no command bloc.'],
])('tells how %j should have been typed', async (args, sentence) => {
  const { code, err, out } = await type(args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(sentence)
  expect(err).not.toContain(nir)
})

test('refuses a number with a wrong key, and one nobody has', async () => {
  const { env } = await world('sqlite')
  const wrong = await type(['block', '--nir', '284195751150058', '--reason', 'lost'], env)
  expect(wrong).toMatchObject({ code: 1, err: 'The key of the number does not fit.\n' })
  const nobody = await type(['block', '--nir', '176192A04107745', '--reason', 'lost'], env)
  expect(nobody).toMatchObject({
    code: 1,
    err: 'Nobody of that number or id holds a card on a phone.\n',
  })
})

test('lists the invented people, brings tables up to date, and helps', async () => {
  const data = await mkdtemp(join(tmpdir(), 'etui-cli-'))
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  expect((await type(['people'])).out).toContain(
    '2 84 19 57 511 500 59   1984-03-12   CLAIRE AUBERTIN',
  )
  expect(await type(['migrate'], { ETUI_DATA: data })).toMatchObject({
    code: 0,
    out: 'The tables are up to date.\n',
  })
  for (const args of [[], ['help'], ['--help']])
    expect((await type(args)).out).toContain('pnpm etui <command>')
  expect(await type(['migrate'], { ETUI_PORT: 'x' })).toMatchObject({
    code: 1,
    err: expect.stringContaining('ETUI_PORT'),
  })
})

test('does not migrate under a running server', async () => {
  const { env } = await world('sqlite')
  const { code, err } = await type(['migrate'], env)
  expect(code).toBe(1)
  expect(err).toContain('is already open in another Étui process')
})

test('reports on retention, and says by its exit code that something lies where it may not', async () => {
  const data = await mkdtemp(join(tmpdir(), 'etui-cli-'))
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  const env = { ETUI_DATA: data }
  await type(['migrate'], env)
  const kept = await type(['retention', 'report'], env)
  expect(kept).toMatchObject({ code: 0, err: '' })
  expect(kept.out).toContain('Nothing is held longer than it may be.')
  const blobs = folderBlobs(join(data, 'films'))
  await blobs.put('checks/unknown/face-r/000001-1', Buffer.alloc(1))
  const held = await type(['retention', 'report'], env)
  expect(held.code).toBe(1)
  expect(held.out).toContain('SOMETHING IS HELD TOO LONG.')
  expect((await type(['retention'], env)).code).toBe(2)
})
