import { AwsClient } from 'aws4fetch'
import { type BlobStore, checkBlobName } from './blob-store.ts'

export interface S3Settings {
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly keyId: string
  readonly secret: string
}

/** The store did not do what it was asked: its status, and nothing of its answer. */
export class BlobStoreDown extends Error {
  override readonly name = 'BlobStoreDown'
}

/** Beyond this a store that does not answer is down. */
const patienceMs = 30_000
const removedAtOnce = 16

/**
 * Objects in a bucket of an S3-compatible store, asked by path and signed by AWS Signature 4. A store of that kind answers
 * a put only once the object is whole and kept. Throws BlobStoreDown.
 */
export function s3Blobs({ endpoint, bucket, region, keyId, secret }: S3Settings): BlobStore {
  const client = new AwsClient({
    accessKeyId: keyId,
    secretAccessKey: secret,
    service: 's3',
    region,
    retries: 3,
  })
  const root = `${endpoint.replace(/\/$/, '')}/${bucket}`

  async function ask(method: string, path: string, body?: Uint8Array<ArrayBuffer>) {
    const signal = AbortSignal.timeout(patienceMs)
    const request = { method, signal, ...(body && { body }) }
    const answer = await client.fetch(`${root}${path}`, request).catch((cause: unknown) => {
      throw new BlobStoreDown('the store does not answer', { cause })
    })
    if (answer.ok || answer.status === 404) return answer
    throw new BlobStoreDown(`the store answered ${answer.status}`)
  }

  async function list(path: string): Promise<readonly string[]> {
    const prefix = `${checkBlobName(path)}/`
    const names: string[] = []
    let token: string | undefined
    do {
      const query = new URLSearchParams({ 'list-type': '2', prefix })
      if (token !== undefined) query.set('continuation-token', token)
      const answer = await ask('GET', `?${query}`)
      if (answer.status === 404) throw new BlobStoreDown('there is no such bucket')
      const page = await answer.text()
      // Names are plain words: nothing in them is ever escaped.
      names.push(...[...page.matchAll(/<Key>([\w/-]+)<\/Key>/g)].map(([, name = '']) => name))
      token = /<NextContinuationToken>([^<]+)</.exec(page)?.[1]
    } while (token !== undefined)
    return names.toSorted()
  }

  return {
    list,

    async put(name, bytes) {
      const answer = await ask('PUT', `/${checkBlobName(name)}`, new Uint8Array(bytes))
      if (answer.status === 404) throw new BlobStoreDown('there is no such bucket')
    },

    async get(name) {
      const answer = await ask('GET', `/${checkBlobName(name)}`)
      return answer.status === 404 ? undefined : Buffer.from(await answer.arrayBuffer())
    },

    async remove(path) {
      const names = await list(path)
      for (let at = 0; at < names.length; at += removedAtOnce) {
        const some = names.slice(at, at + removedAtOnce)
        await Promise.all(some.map((name) => ask('DELETE', `/${name}`)))
      }
      return names.length
    },
  }
}
