import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { termsVersion } from '@etui/shared/enrolment/enrolment.ts'
import {
  activate,
  openEnrolment,
  passkeyOptions,
  proveContact,
  proveIdentityCode,
  readEnrolment,
  registerPasskey,
  sendContactCode,
  setSecretCode,
  startIdentity,
  tellPerson,
  type Enrolment,
} from '@etui/shared/wire/enrolment.ts'
import { openCheck, sendCheck, withdrawCheck } from '@etui/shared/wire/check.ts'
import { askCorrection } from '@etui/shared/wire/correction.ts'
import { drawDeskCode } from '@etui/shared/wire/desk.ts'
import type { IdentityTrait } from '@etui/shared/enrolment/enrolment.ts'
import type { CheckDocument } from '@etui/shared/enrolment/check.ts'
import type { AnswerOf, BodyOf } from '@etui/shared/wire/endpoint.ts'
import { createPasskey, usePasskey } from '../device/passkey.ts'
import { takeLetter } from '../phone/holdings.ts'
import type { HolderPhoneNeeds } from '../phone/holder-phone.ts'
import { activatingPhone, isHeld, type PhoneState } from '../phone/phone-state.ts'
import { keepAnswer } from '../phone/refresh.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import { drawDevice, type Device, type DevicePasskey } from '../vault/device-keys.ts'
import { makeVault, wrapByPasskey, type NewVault } from '../vault/make-vault.ts'
import { openByCode, type OpenVault } from '../vault/open-vault.ts'
import { writePhone } from '../vault/phone-database.ts'
import { codeProof } from '../vault/vault-keys.ts'

/** A vault made in this very opening of the page; the code stays here until the card is active. */
export interface Secured {
  readonly made: NewVault
  readonly code: string
  readonly share: Bytes
}

/** A code to show at a desk. */
export type DeskCode = AnswerOf<typeof drawDeskCode>

/** What a document says, as the person confirmed it; `mrz` are the lines that were read, when they were. */
export type ToldByDocument = BodyOf<typeof sendCheck>

/**
 * The acts of an activation (DESIGN.md 5). Each throws what the server refused, and answers where the activation stands. All
 * tabs of a phone are one activation: an act that another tab has overtaken throws `enrolment-step` and changes nothing.
 */
export interface Activation {
  open(language: 'fr' | 'en'): Promise<Enrolment>
  /** null when the server knows of none for this phone */
  read(): Promise<Enrolment | null>
  tellPerson(person: { nir: string; birthDate: string }): Promise<Enrolment>
  sendCode(): Promise<Enrolment>
  proveContact(code: string): Promise<Enrolment>
  /** the address to walk to */
  startIdentity(): Promise<string>
  proveIdentityCode(code: string): Promise<Enrolment>
  /** Opens a check by video, or finds the open one. */
  openCheck(documentKind: CheckDocument): Promise<Enrolment>
  /** Sends both films to an agent, with what the person confirmed. */
  sendCheck(told: ToldByDocument): Promise<Enrolment>
  withdrawCheck(): Promise<Enrolment>
  drawDeskCode(): Promise<DeskCode>
  askCorrection(text: string, differing: readonly IdentityTrait[]): Promise<Enrolment>
  /** Sets the secret code and makes the vault, in this order: a vault without its code opens nothing. */
  secure(code: string): Promise<Secured>
  /** Makes a passkey, or asks the one this activation already made, and wraps the vault by it where it has PRF. */
  addPasskey(secured: Secured): Promise<DevicePasskey>
  /** Makes this phone the one that holds the card, ending any other. */
  finish(secured: Secured): Promise<OpenVault>
}

export function createActivation(needs: HolderPhoneNeeds): Activation {
  const { call, database, lock } = needs

  /** The device key names the activation: it is on the disk before the server hears of it. */
  async function ensureDevice(): Promise<void> {
    await lock(async () => {
      const [device, phone] = await Promise.all([
        database.get('device', 'device'),
        database.get('phone', 'phone'),
      ])
      if (isHeld(phone)) throw new Refusal('enrolment-step')
      const isUnderWay = device !== undefined && phone?.standing !== 'ended'
      if (isUnderWay) return
      const drawn = await drawDevice()
      await writePhone(database, async (write) => {
        await Promise.all([
          write.objectStore('wraps').clear(),
          write.objectStore('records').clear(),
          write.objectStore('letters').clear(),
          write.objectStore('phone').clear(),
          write.objectStore('device').put(drawn, 'device'),
        ])
      })
    })
  }

  async function ownDevice(): Promise<Device> {
    const found = await database.get('device', 'device')
    if (found === undefined) throw new Refusal('vault-lost')
    return found
  }

  /** A passkey the server took is kept even when its PRF is not known yet: the next press asks the same one. */
  async function ownPasskey(): Promise<{ passkey: DevicePasskey; prfOutput: Bytes | null }> {
    const { passkey: known } = await ownDevice()
    if (known !== null) {
      const { prfOutput } = await usePasskey(known, needs.passkeys)
      return { passkey: { ...known, hasPrf: prfOutput !== null }, prfOutput }
    }
    const { options } = await call(passkeyOptions, { body: {} })
    const { credential, passkey, prfOutput, refusal } = await createPasskey(options, needs.passkeys)
    await call(registerPasskey, { body: { credential, hasPrf: passkey.hasPrf !== false } })
    if (refusal === null) return { passkey, prfOutput }
    await lock(() => keepPasskey(passkey))
    throw refusal
  }

  async function keepPasskey(passkey: DevicePasskey): Promise<void> {
    const own = await ownDevice()
    await writePhone(database, (write) =>
      write.objectStore('device').put({ ...own, passkey }, 'device'),
    )
  }

  /** Another tab of this phone may have put the card in use meanwhile, or begun another activation. */
  async function requireOwn(device: Device): Promise<PhoneState | undefined> {
    const [found, phone] = await Promise.all([
      database.get('device', 'device'),
      database.get('phone', 'phone'),
    ])
    const isOwn = found?.thumbprint === device.thumbprint
    if (!isOwn || isHeld(phone)) throw new Refusal('enrolment-step')
    return phone
  }

  /** Another tab may have made another vault since: its keys are the ones to be told to the server, not these. */
  async function requireVault({ codeWrap }: NewVault): Promise<void> {
    const wrap = await database.get('wraps', 'code')
    const isSame = wrap !== undefined && toBase64url(wrap.wrapped) === toBase64url(codeWrap.wrapped)
    if (!isSame) throw new Refusal('enrolment-step')
  }

  return {
    async open(language) {
      await ensureDevice()
      return call(openEnrolment, { body: { termsVersion, language } })
    },
    async read() {
      try {
        return await call(readEnrolment, {})
      } catch (error) {
        if (error instanceof Refusal && error.code === 'enrolment-unknown') return null
        throw error
      }
    },
    tellPerson: (body) => call(tellPerson, { body }),
    sendCode: () => call(sendContactCode, { body: {} }),
    proveContact: (code) => call(proveContact, { body: { code } }),
    startIdentity: async () => (await call(startIdentity, { body: {} })).authorizationUrl,
    proveIdentityCode: (code) => call(proveIdentityCode, { body: { code } }),
    openCheck: (documentKind) => call(openCheck, { body: { documentKind } }),
    sendCheck: (body) => call(sendCheck, { body }),
    withdrawCheck: () => call(withdrawCheck, { body: {} }),
    drawDeskCode: () => call(drawDeskCode, { body: {} }),
    askCorrection: (text, differing) =>
      call(askCorrection, { body: { text, differing: [...differing] } }),
    async secure(code) {
      const own = await ownDevice()
      const proof = toBase64url(await codeProof(own.secret, code))
      const answer = await call(setSecretCode, { body: { proof } })
      const share = fromBase64url(answer.share)
      const made = await lock(async () => {
        await requireOwn(own)
        return makeVault(database, own, { code, share })
      })
      return { made, code, share }
    },
    async addPasskey({ made }) {
      const { passkey, prfOutput } = await ownPasskey()
      await lock(async () => {
        await requireVault(made)
        if (prfOutput !== null) {
          await wrapByPasskey(database, made.vaultKey, { prfOutput, hkdfSalt: passkey.hkdfSalt })
        }
        await keepPasskey(passkey)
      })
      return passkey
    },
    async finish({ made, code, share }) {
      return lock(async () => {
        const own = await ownDevice()
        const before = await requireOwn(own)
        await requireVault(made)
        const phone = before ?? activatingPhone(drawBytes(32))
        if (before === undefined) {
          await writePhone(database, (write) => write.objectStore('phone').put(phone, 'phone'))
        }
        const answer = await call.timed(activate, {
          body: {
            mailboxKey: toBase64url(made.mailboxPoint),
            presentationKey: toBase64url(made.presentationPoint),
            tokenHash: toBase64url(await sha256(phone.token)),
          },
        })
        await keepAnswer(needs, phone, answer)
        const vault = await openByCode(database, own, { code, share })
        await takeLetter(database, vault)
        return vault
      })
    },
  }
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
