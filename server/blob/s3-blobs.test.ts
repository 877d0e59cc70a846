import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { BlobStoreDown, s3Blobs, type S3Settings } from './s3-blobs.ts'

const keys = { keyId: 'S3RVER', secret: 'S3RVER' }
let server: S3rver
let folder = ''
let settings: S3Settings

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etui-s3-'))
  server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'films', configs: [] }],
  })
  const { port } = await server.run()
  const endpoint = `http://127.0.0.1:${port}`
  settings = { endpoint, bucket: 'films', region: 'us-east-1', ...keys }
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

test('keeps objects under their names', async () => {
  const blobs = s3Blobs(settings)
  expect(await blobs.get('checks/c1/a')).toBeUndefined()
  expect(await blobs.list('checks')).toEqual([])
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251))
  await blobs.put('checks/c1/face-r1/000002-5', Buffer.from('later'))
  await blobs.put('checks/c1/face-r1/000001-300000', bytes)
  await blobs.put('checks/c10/a', Buffer.from('other'))
  expect(await blobs.get('checks/c1/face-r1/000001-300000')).toEqual(bytes)
  expect(await blobs.list('checks/c1')).toEqual([
    'checks/c1/face-r1/000001-300000',
    'checks/c1/face-r1/000002-5',
  ])
  await blobs.put('checks/c1/face-r1/000002-5', Buffer.from('newer'))
  expect(String(await blobs.get('checks/c1/face-r1/000002-5'))).toBe('newer')
  expect(await blobs.remove('checks/c1')).toBe(2)
  expect(await blobs.remove('checks/c1')).toBe(0)
  expect(await blobs.list('checks')).toEqual(['checks/c10/a'])
})

/** A bucket whose list comes in pages: s3rver's own pages need a cipher that Node no longer has. */
async function pagedBucket(names: Set<string>, pageSize: number): Promise<S3Settings> {
  const paged = createServer((request, reply) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
    if (request.method === 'DELETE') {
      names.delete(pathname.replace('/films/', ''))
      return void reply.writeHead(204).end()
    }
    const after = searchParams.get('continuation-token') ?? ''
    const left = [...names].toSorted().filter((name) => name > after)
    const page = left.slice(0, pageSize)
    const isMore = left.length > pageSize
    const contents = page.map((name) => `<Contents><Key>${name}</Key><Size>1</Size></Contents>`)
    const next = `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>`
    reply.end(
      `<ListBucketResult><IsTruncated>${isMore}</IsTruncated>${isMore ? next : ''}${contents.join('')}</ListBucketResult>`,
    )
  })
  paged.listen(0, '127.0.0.1')
  await once(paged, 'listening')
  onTestFinished(() => void paged.close())
  const address = paged.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { ...settings, endpoint: `http://127.0.0.1:${port}` }
}

test('lists and removes more than a page', async () => {
  const names = new Set(Array.from({ length: 50 }, (_, at) => `many/${at + 10}`))
  const blobs = s3Blobs(await pagedBucket(names, 20))
  expect(await blobs.list('many')).toEqual([...names])
  expect(await blobs.remove('many')).toBe(50)
  expect(names.size).toBe(0)
  expect(await blobs.list('many')).toEqual([])
})

test('says that the store refuses, and does not take it for an empty one', async () => {
  const wrong = s3Blobs({ ...settings, keyId: 'another' })
  await expect(wrong.put('checks/c1/a', Buffer.alloc(1))).rejects.toThrow(BlobStoreDown)
  await expect(wrong.get('checks/c1/a')).rejects.toThrow(BlobStoreDown)
  await expect(wrong.list('checks')).rejects.toThrow(BlobStoreDown)
  await expect(wrong.remove('checks')).rejects.toThrow(BlobStoreDown)
  const nowhere = s3Blobs({ ...settings, bucket: 'unknown' })
  await expect(nowhere.put('checks/c1/a', Buffer.alloc(1))).rejects.toThrow(BlobStoreDown)
  await expect(nowhere.list('checks')).rejects.toThrow(BlobStoreDown)
})

test('refuses a name that could leave its place', async () => {
  const blobs = s3Blobs(settings)
  await expect(blobs.put('../a', Buffer.alloc(1))).rejects.toThrow(TypeError)
})
