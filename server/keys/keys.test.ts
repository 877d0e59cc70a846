import { createHmac, createPublicKey, randomBytes, verify } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { toHex } from '@etui/shared/bytes/hex.ts'
import { CborReader } from '@etui/shared/cbor/cbor-reader.ts'
import { sigStructure } from '@etui/shared/cose/sign1.ts'
import { readListKey } from '@etui/shared/trust/list-key.ts'
import { machineClock } from '../clock.ts'
import { epochKeptMs } from './epochs.ts'
import { openFileKeys } from './file-keys.ts'
import { ColumnUnreadable, KeysProblem } from './keys.ts'

const day = 86_400_000

async function world() {
  const folder = await mkdtemp(join(tmpdir(), 'etui-keys-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  let now = Date.parse('2026-11-21T10:00:00Z')
  const open = async () => {
    const keys = await openFileKeys({ folder, clock: () => new Date(now) })
    onTestFinished(() => keys.close())
    return keys
  }
  return { folder, open, keys: await open(), pass: (ms: number) => (now += ms), now: () => now }
}

function isSignedBy(point: Bytes, message: Bytes, signature: Bytes): boolean {
  const [x, y] = [point.slice(1, 33), point.slice(33)].map((part) =>
    Buffer.from(part).toString('base64url'),
  )
  const key = createPublicKey({
    key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' },
    format: 'jwk',
  })
  return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

test('makes its files for the owner alone, and finds the same keys again', async () => {
  const { folder, keys, open } = await world()
  for (const [path, mode] of [
    ['keys', 0o700],
    ['root', 0o700],
    ['keys/keys.json', 0o600],
    ['root/root.json', 0o600],
  ] as const) {
    expect((await stat(join(folder, path))).mode & 0o777, path).toBe(mode)
  }
  expect(await readdir(join(folder, 'keys'))).toEqual(['keys.json', 'keys.json.lock'])
  const again = await open()
  expect(again.issuers()[0].kid).toEqual(keys.issuers()[0].kid)
  expect(again.lookupHash('nir', 'x')).toEqual(keys.lookupHash('nir', 'x'))
})

test.each(['keys/keys.json', 'root/root.json'])(
  'refuses %s when others could read it',
  async (path) => {
    const { folder, open } = await world()
    await chmod(join(folder, path), 0o640)
    await expect(open()).rejects.toThrow(KeysProblem)
  },
)

test('lets two processes that start together agree on the keys', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'etui-keys-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const both = await Promise.all([
    openFileKeys({ folder, clock: machineClock }),
    openFileKeys({ folder, clock: machineClock }),
  ])
  for (const keys of both) onTestFinished(() => keys.close())
  expect(both[0].issuers()[0].kid).toEqual(both[1].issuers()[0].kid)
})

test('certifies the list key by the root for a year', async () => {
  const { keys, now } = await world()
  const { certificate, point, expiresAt, sign } = keys.list()
  const { message, listKey } = readListKey(new CborReader(certificate))
  expect(isSignedBy(keys.rootPoint(), sigStructure(message), message.signature)).toBe(true)
  expect(listKey).toEqual({ key: point, from: now() / 1_000, to: expiresAt.getTime() / 1_000 })
  expect(expiresAt.getTime() - now()).toBe(365 * day)
  const text = new Uint8Array(randomBytes(40))
  expect(isSignedBy(point, text, sign(text))).toBe(true)
})

test('renews the list key before its year ends while the root is there, and is not ready after it ended', async () => {
  const { folder, keys, pass } = await world()
  const first = keys.list().point
  pass(336 * day)
  await keys.refresh()
  expect(keys.list().point).not.toEqual(first)
  await rm(join(folder, 'root'), { recursive: true })
  pass(364 * day)
  await keys.refresh()
  expect(() => keys.assertReady()).not.toThrow()
  pass(2 * day)
  await keys.refresh()
  expect(() => keys.assertReady()).toThrow(KeysProblem)
})

test('keeps two issuer keys, and refuses to drop one whose cards live', async () => {
  const { keys, pass, now } = await world()
  const [first] = keys.issuers()
  await keys.rotate('issuer')
  const [second, previous] = keys.issuers()
  expect(previous?.kid).toEqual(first.kid)
  expect(previous?.until).toEqual(new Date(now() + 120_000))
  expect(second.until).toBeUndefined()
  await expect(keys.rotate('issuer')).rejects.toThrow('valid until 2026-12-22')
  pass(32 * day)
  await keys.rotate('issuer')
  expect(keys.issuers().map(({ kid }) => toHex(kid))).toEqual([
    expect.any(String),
    toHex(second.kid),
  ])
})

test('notices keys rotated by another process', async () => {
  const { keys, open } = await world()
  const cli = await open()
  await cli.rotate('status')
  expect(keys.statuses()).toHaveLength(1)
  await keys.refresh()
  expect(keys.statuses()[0].kid).toEqual(cli.statuses()[0].kid)
})

test('notices them by itself', async () => {
  const { folder, keys: cli, now } = await world()
  const running = await openFileKeys({ folder, clock: () => new Date(now()), noticeMs: 10 })
  onTestFinished(() => running.close())
  await cli.rotate('status')
  await expect.poll(() => running.statuses()[0].kid).toEqual(cli.statuses()[0].kid)
})

test('has the current epoch and the next at every moment, and those of 31 days', async () => {
  const { keys, pass, now } = await world()
  expect(keys.groups().map(({ gkid }) => gkid)).toEqual([1, 2])
  for (let hour = 0; hour < 120 * 24; hour += 6) {
    pass(6 * 3_600_000)
    await keys.refresh()
    const groups = keys.groups()
    const current = keys.currentGroup()
    const next = groups[groups.indexOf(current) + 1]
    expect(next?.from).toEqual(current.to)
    expect(current.to.getTime() - current.from.getTime()).toBe(14 * day)
    const oldest = groups[0]?.from.getTime() ?? NaN
    expect(oldest).toBeLessThanOrEqual(
      Math.max(now() - epochKeptMs + 14 * day, Date.parse('2026-11-21T10:00:00Z')),
    )
    for (const { to } of groups) expect(to.getTime()).toBeGreaterThan(now() - epochKeptMs)
  }
})

test('begins a new epoch after a long stop', async () => {
  const { keys, pass, now } = await world()
  pass(200 * day)
  expect(() => keys.assertReady()).toThrow(KeysProblem)
  await keys.refresh()
  expect(keys.currentGroup()).toMatchObject({ gkid: 3, from: new Date(now()) })
  expect(keys.groups()).toHaveLength(2)
})

test('replaces the group key at once when asked, and still opens what was sealed', async () => {
  const { keys, pass } = await world()
  const before = keys.currentGroup()
  pass(day)
  await keys.rotate('group')
  const after = keys.currentGroup()
  expect(after.gkid).toBe(3)
  const gkids = keys.groups().map(({ gkid }) => gkid)
  expect(gkids).toEqual([before.gkid, 3, 4])
  expect(after.scalar).toHaveLength(32)
})

test('opens a column only in its place and row', async () => {
  const { keys } = await world()
  const sealed = keys.sealColumn('people.sealed_nir', 'p1', '255197512345678 é')
  expect(keys.openColumn('people.sealed_nir', 'p1', sealed)).toBe('255197512345678 é')
  expect(keys.openColumn('people.sealed_nir', 'p1', new Uint8Array(sealed))).toBe(
    '255197512345678 é',
  )
  expect(() => keys.openColumn('people.sealed_name', 'p1', sealed)).toThrow(ColumnUnreadable)
  expect(() => keys.openColumn('people.sealed_nir', 'p2', sealed)).toThrow(ColumnUnreadable)
  expect(() => keys.openColumn('people.sealed_ni', 'rp1', sealed)).toThrow(ColumnUnreadable)
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    expect(() => keys.openColumn('people.sealed_nir', 'p1', changed), `byte ${at}`).toThrow(
      ColumnUnreadable,
    )
    expect(() => keys.openColumn('people.sealed_nir', 'p1', sealed.subarray(0, at))).toThrow(
      ColumnUnreadable,
    )
  }
  expect(keys.sealColumn('people.sealed_nir', 'p1', 'same')).not.toEqual(
    keys.sealColumn('people.sealed_nir', 'p1', 'same'),
  )
})

test('opens columns of an older key after rotation, and seals with the new one', async () => {
  const { keys } = await world()
  const old = keys.sealColumn('a.b', 'r', 'text')
  await keys.rotate('column')
  expect(keys.openColumn('a.b', 'r', old)).toBe('text')
  expect(keys.sealColumn('a.b', 'r', 'text').readUInt16BE(1)).toBe(2)
})

test('looks values up by kind under a key of its own', async () => {
  const { folder, keys } = await world()
  const stored = JSON.parse(await readFile(join(folder, 'keys/keys.json'), 'utf8'))
  const secret = Buffer.from(stored.lookup, 'base64')
  expect(keys.lookupHash('nir', 'v')).toEqual(
    createHmac('sha256', secret).update('nir\0v').digest(),
  )
  const all = [
    keys.lookupHash('nir', 'v'),
    keys.lookupHash('email', 'v'),
    keys.hmac('pepper', 'v'),
    keys.hmac('decoy', 'v'),
    keys.hmac('nonce', 'v'),
  ]
  expect(new Set(all.map(toHex)).size).toBe(5)
})
