import { recordingsUrl } from '@etui/shared/wire/check.ts'
import type { HolderDevice } from './holder-device.ts'
import type { Hosts } from './hosts.ts'

/** Uploads of films by the tus protocol, as a phone speaks it: nothing is asked again by itself. */
export interface FilmUploads {
  /** Announces a film of so many bytes; answers its address. */
  begin(kind: 'document' | 'face', size: number): Promise<string>
  /** Sends bytes from `offset` on; answers how many the server has then. */
  send(location: string, offset: number, bytes: Buffer): Promise<number>
  /** How many bytes the server has. */
  offsetOf(location: string): Promise<number>
  /** The rest of a film, in its largest pieces. */
  finish(location: string, offset: number, film: Buffer): Promise<void>
  /** A whole film. */
  all(kind: 'document' | 'face', film: Buffer): Promise<void>
}

const pieceBytes = 512 * 1024

export function filmUploads(hosts: Hosts, device: HolderDevice): FilmUploads {
  async function ask(method: string, url: string, headers: object, body?: Buffer) {
    const response = await fetch(url, {
      method,
      headers: {
        origin: hosts.card,
        dpop: device.prove(method, url),
        'tus-resumable': '1.0.0',
        ...headers,
      },
      ...(body && { body: new Uint8Array(body) }),
    })
    if (!response.ok) throw new Error(`${method}: ${response.status} ${await response.text()}`)
    return response
  }
  async function begin(kind: string, size: number): Promise<string> {
    const metadata = `kind ${btoa(kind)},filetype ${btoa('video/webm')}`
    const begun = await ask('POST', `${hosts.card}/api${recordingsUrl}`, {
      'upload-length': String(size),
      'upload-metadata': metadata,
    })
    return new URL(begun.headers.get('location') ?? '', hosts.card).href
  }

  async function send(location: string, offset: number, bytes: Buffer): Promise<number> {
    const headers = {
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
    }
    return offsetIn(await ask('PATCH', location, headers, bytes))
  }

  async function finish(location: string, offset: number, film: Buffer): Promise<void> {
    for (let at = offset; at < film.length; at += pieceBytes) {
      await send(location, at, film.subarray(at, at + pieceBytes))
    }
  }

  return {
    begin,
    send,
    offsetOf: async (location) => offsetIn(await ask('HEAD', location, {})),
    finish,
    all: async (kind, film) => finish(await begin(kind, film.length), 0, film),
  }
}

function offsetIn({ headers }: Response): number {
  return Number(headers.get('upload-offset'))
}
