import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../cli.ts'
import { machineClock } from '../clock.ts'
import { counterStore } from '../counter/counter-store.ts'
import { openDatabase } from '../db/open-database.ts'
import { clientStore } from './client-store.ts'

async function world() {
  const folder = await mkdtemp(join(tmpdir(), 'etui-client-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const settings = { engine: 'sqlite', file: join(folder, 'etui.db') } as const
  const database = await openDatabase(settings)
  const at = machineClock()
  const professional = { nationalIdHash: Buffer.alloc(32), sealedNationalId: Buffer.alloc(1) }
  await database.db.insert(database.tables.professionals).values({
    ...professional,
    professionalId: 'pro',
    sealedName: Buffer.alloc(1),
    professionCode: '21',
    organisationName: 'PHARMACIE DU LAVOIR',
    createdAt: at,
    signedInAt: at,
  })
  const { counterId } = await counterStore(database).open('pro', 'Comptoir 2', at)
  await database.close()
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  async function file(name: string, content: string | Buffer) {
    await writeFile(join(folder, name), content)
    return join(folder, name)
  }
  const keyFile = await file('key.pub', publicKey.export({ type: 'spki', format: 'pem' }))
  async function run(...args: string[]) {
    const [out, err] = [new PassThrough(), new PassThrough()]
    const env = { ETUI_DATA: folder }
    const status = await runCommand(args, { in: new PassThrough(), out, err, env })
    return { status, out: String(out.read() ?? ''), err: String(err.read() ?? '') }
  }
  const etui = (...args: string[]) => run('client', ...args)
  const add = (...more: string[]) =>
    etui(
      'add',
      `--counter=${counterId}`,
      '--name',
      'Logiciel du cabinet',
      '--key',
      keyFile,
      ...more,
    )
  async function find(clientId: string) {
    const reopened = await openDatabase(settings)
    try {
      return await clientStore(reopened).find(clientId)
    } finally {
      await reopened.close()
    }
  }
  return { counterId, run, etui, add, file, find, publicKey, privateKey, keyFile }
}

test('lets a program act at a counter by its public key, and says what to tell its maker', async () => {
  const { add, find, counterId, publicKey } = await world()
  const { status, out } = await add()
  expect(status).toBe(0)
  expect(out).toContain('Token    http://comptoir.localhost:8787/api/practice/token')
  const clientId = /^Client +(\S+)$/m.exec(out)?.[1] ?? ''
  expect(await find(clientId)).toMatchObject({
    professionalId: 'pro',
    counterId,
    name: 'Logiciel du cabinet',
    scope: 'readings invoices',
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    revokedAt: null,
  })
})

test('lists programs, and takes the access of one away once', async () => {
  const { add, etui, find, counterId } = await world()
  expect((await etui('list')).out).toBe('No program acts for anybody.\n')
  const { out } = await add('--scope', 'readings')
  const clientId = /^Client +(\S+)$/m.exec(out)?.[1] ?? ''
  const line = (await etui('list')).out
  expect(line).toContain(`${clientId}  counter ${counterId}  readings  since `)
  expect(line).not.toContain('revoked')
  expect((await etui('revoke', clientId)).status).toBe(0)
  expect((await find(clientId))?.revokedAt).toBeInstanceOf(Date)
  expect((await etui('list')).out).toContain('revoked')
  const again = await etui('revoke', clientId)
  expect([again.status, again.err]).toEqual([1, 'No program of this id and key is known.\n'])
})

test('takes a public key on P-256 and nothing else', async () => {
  const { counterId, etui, file, privateKey } = await world()
  const pem = { type: 'spki', format: 'pem' } as const
  const files = {
    private: await file('private', privateKey.export({ type: 'pkcs8', format: 'pem' })),
    'on P-256': await file(
      'p384',
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export(pem),
    ),
    ES256: await file(
      'rsa',
      generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export(pem),
    ),
    'no public key': await file('text', 'hello'),
    'cannot be read': '/nowhere/key.pub',
  }
  for (const [word, name] of Object.entries(files)) {
    const typed = ['add', `--counter=${counterId}`, '--name', 'X', '--key', name]
    const { status, err } = await etui(...typed)
    expect([status, err]).toEqual([1, expect.stringContaining(word)])
  }
  expect((await etui('list')).out).toContain('No program')
})

test('finds the id of a counter by its name, or its organisation’s', async () => {
  const { run, counterId } = await world()
  const line = `${counterId}  PHARMACIE DU LAVOIR  Comptoir 2\n`
  for (const text of ['lavoir', 'comptoir 2']) expect((await run('counters', text)).out).toBe(line)
  expect((await run('counters')).out).toBe(line)
  expect((await run('counters', 'mairie')).out).toBe('No workstation of that name.\n')
  expect((await run('counters', 'a', 'b')).status).toBe(2)
})

test('knows nothing of a counter that nobody has', async () => {
  const { etui, keyFile } = await world()
  const typed = ['add', '--counter', 'AAAAAAAA', '--name', 'X', '--key', keyFile]
  const { status, err } = await etui(...typed)
  expect([status, err]).toEqual([1, 'This counter is not known.\n'])
})

test.each([
  [],
  ['add'],
  ['add', '--counter', 'AAAAAAAA', '--name', 'X'],
  ['add', '--counter', 'AAAAAAAA', '--name', ' ', '--key', 'k'],
  ['add', '--counter', 'AAAAAAAA', '--name', 'X', '--key', 'k', '--scope', 'everything'],
  ['add', 'more', '--counter', 'AAAAAAAA', '--name', 'X', '--key', 'k'],
  ['list', 'more'],
  ['list', '--name', 'X'],
  ['revoke'],
  ['revoke', 'a', 'b'],
  ['forget'],
  ['--what'],
])('says how it is used for %j', async (...args: string[]) => {
  const { etui } = await world()
  const { status, err } = await etui(...args)
  expect(status).toBe(2)
  expect(err).toContain('See: pnpm etui help')
})
