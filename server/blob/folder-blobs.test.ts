import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { folderBlobs } from './folder-blobs.ts'

async function world() {
  const folder = await mkdtemp(join(tmpdir(), 'etui-blobs-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder, blobs: folderBlobs(join(folder, 'films')) }
}

test('keeps objects under their names, readable by nobody else', async () => {
  const { folder, blobs } = await world()
  expect(await blobs.get('checks/c1/a')).toBeUndefined()
  expect(await blobs.list('checks')).toEqual([])
  await blobs.put('checks/c1/b', Buffer.from('two'))
  await blobs.put('checks/c1/a', Buffer.from('one'))
  await blobs.put('checks/c2/a', Buffer.from('other'))
  await blobs.put('checks/c1/a', Buffer.from('newer'))
  expect(String(await blobs.get('checks/c1/a'))).toBe('newer')
  expect(await blobs.list('checks')).toEqual(['checks/c1/a', 'checks/c1/b', 'checks/c2/a'])
  expect(await blobs.list('checks/c1')).toEqual(['checks/c1/a', 'checks/c1/b'])
  expect((await stat(join(folder, 'films/checks/c1/a'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'films/checks/c1'))).mode & 0o777).toBe(0o700)
})

test('removes all below a name, and again does no harm', async () => {
  const { folder, blobs } = await world()
  await blobs.put('checks/c1/a', Buffer.from('one'))
  await blobs.put('checks/c1/b', Buffer.from('two'))
  await blobs.put('checks/c10/a', Buffer.from('other'))
  expect(await blobs.remove('checks/c1')).toBe(2)
  expect(await blobs.remove('checks/c1')).toBe(0)
  expect(await blobs.list('checks')).toEqual(['checks/c10/a'])
  expect(await readdir(join(folder, 'films/checks'))).toEqual(['c10'])
})

test.each(['', '../a', 'a/../b', '/a', 'a//b', 'a/', 'a\\b', 'a\0', 'a.b'])(
  'refuses the name %j',
  async (name) => {
    const { blobs } = await world()
    await expect((async () => blobs.put(name, Buffer.alloc(1)))()).rejects.toThrow(TypeError)
    await expect((async () => blobs.get(name))()).rejects.toThrow(TypeError)
    await expect((async () => blobs.remove(name))()).rejects.toThrow(TypeError)
  },
)

test('a process killed while it writes leaves every object it named, whole', async () => {
  const { folder, blobs } = await world()
  const writer = spawn(process.execPath, [
    new URL('test-writer.ts', import.meta.url).pathname,
    join(folder, 'films'),
  ])
  const named: string[] = []
  for await (const line of createInterface({ input: writer.stdout })) {
    named.push(line)
    if (named.length === 12) writer.kill('SIGKILL')
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
  const listed = await blobs.list('checks')
  expect(named.length).toBeGreaterThanOrEqual(12)
  expect(listed).toEqual(expect.arrayContaining(named))
  for (const name of listed) {
    const bytes = await blobs.get(name)
    const number = Number(name.split('/').at(-1))
    expect(bytes?.equals(Buffer.alloc(200_000, number % 251))).toBe(true)
  }
  await blobs.remove('checks/c1')
  expect(await readdir(join(folder, 'films/checks'))).toEqual([])
})
