import { openCheck, recordingsUrl, sendCheck } from '@etui/shared/wire/check.ts'
import {
  openEnrolment,
  proveContact,
  readEnrolment,
  tellPerson,
} from '@etui/shared/wire/enrolment.ts'
import { termsVersion } from '@etui/shared/enrolment/enrolment.ts'
import { makeHolderDevice, type Answered, type HolderDevice } from './holder-device.ts'
import type { Hosts } from './hosts.ts'
import { newestCode } from './outbox.ts'
import { person } from './people.ts'

const pieceBytes = 512 * 1024

/** Somebody who proved their contact, and has yet to prove who they are. */
export async function atChoiceOfWays(hosts: Hosts, registryId: string): Promise<HolderDevice> {
  const device = makeHolderDevice(hosts.card)
  const { nir, traits, email = '' } = person(registryId)
  taken(await device.call(openEnrolment, { termsVersion, language: 'fr' }))
  taken(await device.call(tellPerson, { nir, birthDate: traits.birthDate }))
  taken(await device.call(proveContact, { code: await newestCode(hosts, email) }))
  return device
}

/** Somebody who sent both films of a check, and waits. `mrz` is what their phone read of the document. */
export async function sendFilms(
  hosts: Hosts,
  registryId: string,
  films: { readonly document: Buffer; readonly face: Buffer },
  mrz: string[],
): Promise<HolderDevice> {
  const device = await atChoiceOfWays(hosts, registryId)
  const { traits } = person(registryId)
  taken(await device.call(openCheck, { documentKind: 'passport' }))
  await upload(hosts, device, 'document', films.document)
  await upload(hosts, device, 'face', films.face)
  const { familyName, givenNames, birthDate } = traits
  taken(await device.call(sendCheck, { mrz, claims: { familyName, givenNames, birthDate } }))
  return device
}

/** Where an activation stands, as the phone is told. */
export async function standing(device: HolderDevice) {
  return taken(await device.call(readEnrolment))
}

/** Uploads one film by the tus protocol, in pieces. */
async function upload(hosts: Hosts, device: HolderDevice, kind: string, film: Buffer) {
  const ask = async (method: string, url: string, headers: object, body?: Buffer) => {
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
    if (!response.ok) throw new Error(`${kind}: ${response.status} ${await response.text()}`)
    return response
  }
  const metadata = `kind ${btoa(kind)},filetype ${btoa('video/webm')}`
  const begun = await ask('POST', `${hosts.card}/api${recordingsUrl}`, {
    'upload-length': String(film.length),
    'upload-metadata': metadata,
  })
  const location = new URL(begun.headers.get('location') ?? '', hosts.card).href
  for (let at = 0; at < film.length; at += pieceBytes) {
    const headers = {
      'upload-offset': String(at),
      'content-type': 'application/offset+octet-stream',
    }
    await ask('PATCH', location, headers, film.subarray(at, at + pieceBytes))
  }
}

function taken<B>({ body, refusal, status }: Answered<B>): B {
  if (refusal) throw new Error(`${status} ${refusal}`)
  return body
}
