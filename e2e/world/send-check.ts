import { openCheck, sendCheck } from '@etui/shared/wire/check.ts'
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
import { filmUploads } from './upload.ts'

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
  taken(await device.call(openCheck, { documentKind: 'passport' }))
  const uploads = filmUploads(hosts, device)
  await uploads.all('document', films.document)
  await uploads.all('face', films.face)
  await sendOpenCheck(device, registryId, mrz)
  return device
}

/** Sends a check whose films have arrived; answers its id. */
export async function sendOpenCheck(
  device: HolderDevice,
  registryId: string,
  mrz: string[],
): Promise<string> {
  const { familyName, givenNames, birthDate } = person(registryId).traits
  const claims = { familyName, givenNames, birthDate }
  const { check } = taken(await device.call(sendCheck, { mrz, claims }))
  if (!check) throw new Error('there is no check')
  return check.checkId
}

/** Where an activation stands, as the phone is told. */
export async function standing(device: HolderDevice) {
  return taken(await device.call(readEnrolment))
}

function taken<B>({ body, refusal, status }: Answered<B>): B {
  if (refusal) throw new Error(`${status} ${refusal}`)
  return body
}
