import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { encodeNdef, uriRecord } from '@etui/shared/ndef/ndef.ts'
import { readCounterLink } from '@etui/shared/tap/counter-link.ts'
import { runCommand } from '../cli.ts'
import { machineClock } from '../clock.ts'
import { counterStore } from '../counter/counter-store.ts'
import { openDatabase } from '../db/open-database.ts'
import { openFileKeys } from '../keys/file-keys.ts'
import { readSun } from './sun.ts'
import { tagStore } from './tag-store.ts'
import { mirrorOffsets } from './tag-command.ts'
import { TestChip } from './test-chip.ts'

async function world() {
  const folder = await mkdtemp(join(tmpdir(), 'etui-tag-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const settings = { engine: 'sqlite', file: join(folder, 'etui.db') } as const
  const database = await openDatabase(settings)
  const { counterId } = await counterStore(database).open('pro', 'Comptoir 2', machineClock())
  await database.close()
  async function etui(...args: string[]) {
    const [out, err] = [new PassThrough(), new PassThrough()]
    const env = { ETUI_DATA: folder }
    const status = await runCommand(['tag', ...args], { in: new PassThrough(), out, err, env })
    return { status, out: said(out), err: said(err) }
  }
  return { folder, settings, counterId, etui }
}

function said(stream: PassThrough): string {
  return String(stream.read() ?? '')
}

test('prints a plain tag’s link and bytes, and writes them down', async () => {
  const { folder, counterId, etui } = await world()
  const file = join(folder, 'tag.ndef')
  const { status, out } = await etui('--counter', counterId, '--out', file)
  expect(status).toBe(0)
  const link = `http://localhost:8787/t#k=${counterId}`
  expect(out).toContain(link)
  const message = encodeNdef([uriRecord(link)])
  expect(out).toContain(Buffer.from(message).toString('hex'))
  expect(new Uint8Array(await readFile(file))).toEqual(message)
})

test('makes a chip whose keys it tells once, and which those keys prove', async () => {
  const { folder, settings, counterId, etui } = await world()
  const { status, out } = await etui('--counter', counterId, '--chip')
  expect(status).toBe(0)
  const [key0, metaRead, fileRead] = [...out.matchAll(/\) +([0-9a-f]{32})$/gm)].map(([, key]) =>
    Buffer.from(key ?? '', 'hex'),
  )
  if (!key0 || !metaRead || !fileRead) return expect.fail(out)
  const zeros = /http:\S+/.exec(out)?.[0] ?? ''
  const chip = new TestChip({ metaRead, fileRead })
  const tap = chip.tap()
  const tapped = zeros
    .replace('0'.repeat(32), tap.enciphered.toString('hex').toUpperCase())
    .replace('0'.repeat(16), tap.mac.toString('hex').toUpperCase())
  const link = readCounterLink(tapped, 'http://localhost:8787')
  if (typeof link === 'string' || link.kind !== 'chip') return expect.fail(tapped)
  expect(toBase64url(link.mac)).toBe(tap.mac.toString('base64url'))

  const database = await openDatabase(settings)
  onTestFinished(() => database.close())
  const keys = await openFileKeys({ folder, clock: machineClock })
  onTestFinished(() => keys.close())
  const tag = await tagStore(database, keys).find(link.tagId)
  expect(tag?.counterId).toBe(counterId)
  expect(tag && readSun(link.enciphered, link.mac, tag.keys)?.counter).toBe(1)
})

test('knows nothing of a counter that nobody has', async () => {
  const { etui } = await world()
  for (const more of [[], ['--chip']]) {
    const { status, out, err } = await etui('--counter', 'AAAAAAAA', ...more)
    expect([status, out]).toEqual([1, ''])
    expect(err).toContain('This counter is not known.')
  }
})

test.each([[], ['--counter'], ['--counter', 'AAAAAAAA', 'more'], ['--keys']])(
  'says how it is used for %j',
  async (...args: string[]) => {
    const { etui } = await world()
    const { status, err } = await etui(...args)
    expect(status).toBe(2)
    expect(err).toContain('See: pnpm etui help')
  },
)

test('counts a chip’s offsets as the published example does', () => {
  // NXP AN12196, table 9: PICCDataOffset 0x20, SDMMACOffset 0x43.
  const link = `https://choose.url.com/ntag424?e=${'0'.repeat(32)}&c=${'0'.repeat(16)}`
  expect(mirrorOffsets(encodeNdef([uriRecord(link)]))).toEqual({ enciphered: 0x20, mac: 0x43 })
})
