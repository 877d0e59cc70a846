import { generateKeyPairSync } from 'node:crypto'
import { termsVersion } from '@etui/shared/enrolment/enrolment.ts'
import {
  activate,
  openEnrolment,
  proveContact,
  setSecretCode,
  startIdentity,
  tellPerson,
} from '@etui/shared/wire/enrolment.ts'
import {
  hashOfToken,
  makeHolderDevice,
  randomToken,
  type Answered,
  type HolderDevice,
} from './holder-device.ts'
import type { Hosts } from './hosts.ts'
import { newestCode } from './outbox.ts'
import { person } from './people.ts'
import { chooseAccount, makeWalker } from './walk.ts'

/** A device whose activation is over: it may refresh with `token`. */
export interface ActiveDevice {
  readonly device: HolderDevice
  readonly token: string
  /** the proof its secret code gives */
  readonly proof: string
}

/** Each call of an activation in its order; `after` is told of every one once it is answered. */
export async function activateDevice(
  hosts: Hosts,
  registryId: string,
  after: (step: string, device: HolderDevice) => Promise<void> = async () => {},
): Promise<ActiveDevice> {
  const device = makeHolderDevice(hosts.card)
  const { nir, traits, email = '' } = person(registryId)
  const done = async <B>(step: string, answered: Answered<B>): Promise<Answered<B>> => {
    if (answered.refusal) throw new Error(`${step}: ${answered.status} ${answered.refusal}`)
    await after(step, device)
    return answered
  }
  await done('terms', await device.call(openEnrolment, { termsVersion, language: 'fr' }))
  await done('person', await device.call(tellPerson, { nir, birthDate: traits.birthDate }))
  const code = await newestCode(hosts, email)
  await done('contact', await device.call(proveContact, { code }))
  await proveIdentity(hosts, device, registryId)
  await after('identity', device)
  const proof = randomToken()
  await done('code', await device.call(setSecretCode, { proof }))
  const token = randomToken()
  const keys = {
    mailboxKey: newPoint(),
    presentationKey: newPoint(),
    tokenHash: hashOfToken(token),
  }
  await done('active', await device.call(activate, keys))
  return { device, token, proof }
}

/** Walks to France Identité and back in the same pretend browser, as one of its accounts. */
export async function proveIdentity(hosts: Hosts, device: HolderDevice, accountId: string) {
  const started = await device.call(startIdentity, {})
  if (started.refusal) throw new Error(`identity: ${started.status} ${started.refusal}`)
  const walker = makeWalker()
  walker.takeCookies(hosts.card, started.headers)
  return chooseAccount(walker, started.body.authorizationUrl, accountId)
}

/** The public half of a new P-256 key, as an uncompressed point in base64url. */
export function newPoint(): string {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
    format: 'jwk',
  })
  return Buffer.concat([
    Buffer.of(4),
    Buffer.from(x, 'base64url'),
    Buffer.from(y, 'base64url'),
  ]).toString('base64url')
}
