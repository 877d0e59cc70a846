import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { AnyEndpoint } from '@etui/shared/wire/endpoint.ts'
import type { Enrolment } from '@etui/shared/wire/enrolment.ts'
import type { PasskeyNeeds } from '../device/passkey.ts'
import type { Caller } from '../http/call.ts'
import { createSecretGuard } from '../http/secret-guard.ts'
import { createHolderPhone, type HolderPhoneNeeds } from '../phone/holder-phone.ts'
import { activatingPhone } from '../phone/phone-state.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import { createPhoneLock } from '../vault/phone-lock.ts'
import {
  deletePhoneDatabase,
  openPhoneDatabase,
  writePhone,
  type PhoneDatabase,
} from '../vault/phone-database.ts'
import { createActivation } from './activation.ts'
import { type ActivationSteps, useActivation } from './use-activation.ts'

let database: PhoneDatabase
let name: string
let asked: string[]
let enrolment: Enrolment

beforeEach(async () => {
  name = `phone-${crypto.randomUUID()}`
  database = await openPhoneDatabase(name)
  asked = []
  enrolment = { step: 'securing' }
})

afterEach(async () => {
  database.close()
  await deletePhoneDatabase(name)
})

/** The server's answers as far as an activation goes here: to its end, which it refuses for lack of network. */
async function answer({ method, url }: AnyEndpoint): Promise<unknown> {
  asked.push(`${method} ${url}`)
  if (url === '/enrolment') return enrolment
  if (url === '/enrolment/secret-code' && enrolment.step !== 'securing')
    throw new Refusal('enrolment-step')
  if (url === '/enrolment/secret-code') return { share: toBase64url(drawBytes(32)), enrolment }
  if (url === '/enrolment/passkey/options') return { options: {} }
  if (url === '/enrolment/passkey') return enrolment
  throw new Refusal('network-down')
}

function needs(passkeys: Partial<PasskeyNeeds> = {}): HolderPhoneNeeds {
  let isSet = false
  return {
    database,
    lock: createPhoneLock(navigator.locks, name),
    // The answers above are those of the endpoints asked.
    call: Object.assign(answer, { timed: answer }) as unknown as Caller,
    clock: { now: () => Date.now() },
    passkeys: { guard: createSecretGuard(), ...passkeys },
    loadStretch: () => Promise.reject(new TypeError('no lease is asked for here')),
    isOnline: () => true,
    hasPlatformPasskey: async () => true,
    leaseMs: { value: 0 },
    marker: { isSet: () => isSet, set: (value) => (isSet = value) },
    page: document,
    clocks: { now: () => Date.now(), elapsed: () => performance.now() },
    shown: async () => undefined,
  }
}

async function putInUse(standing: 'active' | 'suspended' = 'active'): Promise<void> {
  const phone = { ...activatingPhone(drawBytes(32)), standing }
  await writePhone(database, (write) => write.objectStore('phone').put(phone, 'phone'))
}

async function disk(): Promise<unknown[]> {
  const [device, wraps, records] = await Promise.all([
    database.get('device', 'device'),
    database.getAll('wraps'),
    database.getAll('records'),
  ])
  return [device?.thumbprint, wraps, records]
}

describe('an activation that another tab has finished', () => {
  test.each(['active', 'suspended'] as const)('cannot begin again over a card %s', async (how) => {
    const acts = createActivation(needs())
    await acts.open('fr')
    await acts.secure('284157')
    await putInUse(how)
    const before = await disk()
    await expect(acts.open('fr')).rejects.toMatchObject({ code: 'enrolment-step' })
    await expect(acts.secure('284157')).rejects.toMatchObject({ code: 'enrolment-step' })
    expect(await disk()).toEqual(before)
  })

  test('leads a stale tab to the card, and is not given up by it', async () => {
    const acts = createActivation(needs())
    await acts.open('fr')
    await acts.secure('284157')
    const stale = await createHolderPhone(needs())
    expect(stale.standing.value).toBe('activating')
    await putInUse()
    enrolment = { step: 'active' }
    const before = await disk()
    let isAtCard = false
    const goToCard = () => (isAtCard = true)
    await useActivation(stale, { walk: () => undefined, goToCard }).start()
    expect(isAtCard).toBe(true)

    const another = await createHolderPhone(needs())
    await another.giveUp()
    expect(another.standing.value).toBe('holding')
    expect(await disk()).toEqual(before)
  })

  test('is given up where it became no card', async () => {
    await createActivation(needs()).open('fr')
    const holder = await createHolderPhone(needs())
    await holder.giveUp()
    expect(holder.standing.value).toBe('absent')
    expect(await database.get('device', 'device')).toBeUndefined()
  })
})

describe('what an agent has to say', () => {
  const waited = { step: 'identity', correction: { state: 'open' } } as const

  test('is asked for when the app is looked at again: a correction that was closed', async () => {
    enrolment = waited
    const activation = await openSteps()
    enrolment = { ...waited, correction: { state: 'closed' } }
    lookAgain()
    await expect.poll(() => activation.enrolment.value?.correction?.state).toBe('closed')
    await expectDeaf(activation)
  })

  test('is asked for no more once the screen is left', async () => {
    enrolment = waited
    const activation = await openSteps()
    activation.stop()
    await expectDeaf(activation)
  })
})

test('an activation sent back meanwhile says why, not that this is another step', async () => {
  const activation = await openSteps()
  enrolment = { step: 'person', sentBack: 'overtaken' }
  await activation.secure('284157')
  expect(activation.stage.value).toBe('person')
  expect(activation.enrolment.value?.sentBack).toBe('overtaken')
  expect(activation.refusal.value).toBeUndefined()
})

async function openSteps(): Promise<ActivationSteps> {
  await createActivation(needs()).open('fr')
  const holder = await createHolderPhone(needs())
  const activation = useActivation(holder, { walk: () => undefined, goToCard: () => undefined })
  await activation.start()
  return activation
}

function lookAgain(): void {
  document.dispatchEvent(new Event('visibilitychange'))
}

/** Looking at the app again asks nothing: what is asked here by itself is all there is. */
async function expectDeaf(activation: ActivationSteps): Promise<void> {
  const before = asked.length
  lookAgain()
  await activation.look()
  expect(asked.length).toBe(before + 1)
}

test('the keys of a vault that another tab has replaced are told to nobody', async () => {
  const [one, other] = [createActivation(needs()), createActivation(needs())]
  await one.open('fr')
  const stale = await one.secure('284157')
  const latest = await other.secure('715284')
  await expect(one.finish(stale)).rejects.toMatchObject({ code: 'enrolment-step' })
  expect(asked).not.toContain('POST /enrolment/activation')
  await expect(other.finish(latest)).rejects.toMatchObject({ code: 'network-down' })
  expect(asked).toContain('POST /enrolment/activation')
})

describe('a passkey whose PRF was asked for and not told', () => {
  const prfOutput = drawBytes(32)
  let prompts: (() => unknown)[]
  // No more of a credential is read on this side.
  const ceremonies = {
    create: async () => ({
      id: 'key-1',
      response: { transports: ['internal'] },
      clientExtensionResults: { prf: { enabled: true } },
    }),
    get: async () => ({ clientExtensionResults: { prf: prompts.shift()?.() } }),
  } as unknown as Partial<PasskeyNeeds>

  test('is kept, counts as unknown, and opens the vault after the next press', async () => {
    prompts = [cancel, () => ({ results: { first: prfOutput } })]
    const acts = createActivation(needs(ceremonies))
    await acts.open('fr')
    const secured = await acts.secure('284157')
    await expect(acts.addPasskey(secured)).rejects.toMatchObject({ code: 'passkey-cancelled' })
    const kept = (await database.get('device', 'device'))?.passkey
    expect(kept).toMatchObject({ credentialId: 'key-1', hasPrf: null })

    expect(await acts.addPasskey(secured)).toMatchObject({ credentialId: 'key-1', hasPrf: true })
    expect(asked.filter((one) => one === 'POST /enrolment/passkey')).toHaveLength(1)
    expect((await database.get('device', 'device'))?.passkey?.hasPrf).toBe(true)
    expect(await database.get('wraps', 'passkey')).toBeDefined()
  })

  test('has none once a ceremony that went through gave none', async () => {
    prompts = [cancel, () => undefined]
    const acts = createActivation(needs(ceremonies))
    await acts.open('fr')
    const secured = await acts.secure('284157')
    await expect(acts.addPasskey(secured)).rejects.toMatchObject({ code: 'passkey-cancelled' })
    expect(await acts.addPasskey(secured)).toMatchObject({ hasPrf: false })
  })
})

function cancel(): never {
  throw new DOMException('', 'NotAllowedError')
}
