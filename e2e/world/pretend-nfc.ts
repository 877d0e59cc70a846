/* oxlint-disable unicorn/consistent-function-scoping -- what runs in the page names nothing outside of itself */
import type { BrowserContext, Page } from '@playwright/test'

/** A tag as it lies on a counter: the bytes of its NDEF message, and how it behaves. */
export interface PretendTag {
  /** undefined is a tag without NDEF */
  readonly message?: Uint8Array
  readonly serialNumber?: string
  readonly isReadOnly?: boolean
  /** gone before the transfer is over */
  readonly movesAway?: boolean
}

/** The phone around the antenna. */
export interface PretendPhone {
  readonly permission: 'prompt' | 'granted' | 'denied'
  /** what the person answers when asked */
  readonly answer: 'granted' | 'denied'
  readonly adapter: 'on' | 'off' | 'none'
}

interface PretendNfc {
  phone: PretendPhone
  /** a page in front waits for a tag */
  isListening(): boolean
  touch(tag: {
    readonly [K in keyof PretendTag]: K extends 'message' ? number[] : PretendTag[K]
  }): {
    readonly message: number[] | undefined
  }
}

const usualPhone: PretendPhone = { permission: 'prompt', answer: 'granted', adapter: 'on' }

/** Gives every page of a context an antenna. */
export async function addNfc(
  context: BrowserContext,
  phone: Partial<PretendPhone> = {},
): Promise<void> {
  await context.addInitScript(installNfc, { ...usualPhone, ...phone })
}

/** Touches a tag with the phone, once, as soon as its page listens; answers what the tag holds afterwards. */
export async function touchTag(page: Page, tag: PretendTag): Promise<Uint8Array | undefined> {
  const { message, ...rest } = tag
  const told = { ...rest, ...(message && { message: [...message] }) }
  // The init script put it there.
  await page.waitForFunction(() =>
    (globalThis as unknown as { pretendNfc: PretendNfc }).pretendNfc.isListening(),
  )
  const after = await page.evaluate((it) => {
    // The init script put it there.
    const { pretendNfc } = globalThis as unknown as { pretendNfc: PretendNfc }
    return pretendNfc.touch(it).message
  }, told)
  return after && Uint8Array.from(after)
}

/** Changes the phone while its page is open. */
export async function changePhone(page: Page, change: Partial<PretendPhone>): Promise<void> {
  await page.evaluate((it) => {
    // The init script put it there.
    const { pretendNfc } = globalThis as unknown as { pretendNfc: PretendNfc }
    pretendNfc.phone = { ...pretendNfc.phone, ...it }
  }, change)
}

/**
 * Web NFC for a browser without an antenna, after the W3C text (Community Group report, sections 8 to 13): in a secure
 * context alone; a person's permission, asked for by a press; no reading while the page is hidden; ended by a signal;
 * one tap, one event. Runs in the page by itself: nothing outside of it may be named. That names, lengths and argument
 * errors are Chromium's own is for nfc-interface.spec.ts to hold.
 */
export function installNfc(phone: PretendPhone): void {
  if (!globalThis.isSecureContext || window.top !== window) return
  type RecordInit = Record<'recordType' | 'mediaType' | 'id' | 'encoding' | 'lang', unknown> & {
    readonly data?: unknown
  }
  const nfc: PretendNfc = { phone, touch, isListening }
  const prefixes = ['', 'http://www.', 'https://www.', 'http://', 'https://']
  const wellKnown = ['empty', 'text', 'url', 'smart-poster', 'absolute-url', 'mime', 'unknown']
  const external = /^[a-z0-9-]+(\.[a-z0-9-]+)+:[a-zA-Z0-9:!()+,=@;$_*'.-]+$/
  const utf8 = (text: string) => new TextEncoder().encode(text)
  const readers = new Set<NDEFReader>()
  let pendingWrite:
    | { bytes: Uint8Array | 'lock'; end(error?: unknown): void; overwrite: boolean }
    | undefined

  function view(bytes: Uint8Array): DataView {
    return new DataView(bytes.slice().buffer)
  }
  function bytesOf(source: unknown): Uint8Array | undefined {
    if (source instanceof ArrayBuffer) return new Uint8Array(source)
    if (!ArrayBuffer.isView(source)) return undefined
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  }
  function dictionary(value: unknown): Record<string, unknown> {
    if (value === undefined || value === null) return {}
    if (typeof value !== 'object' && typeof value !== 'function')
      throw new TypeError('not a dictionary')
    return value as Record<string, unknown>
  }
  function recordsOf(init: unknown): readonly NDEFRecord[] {
    const { records } = dictionary(init)
    if (records === undefined) throw new TypeError('Required member is undefined.')
    const list = [...(records as Iterable<unknown>)]
    if (list.length === 0)
      throw new TypeError('NDEFMessageInit#records being empty makes no sense.')
    return Object.freeze(list.map((one) => new NDEFRecord(one)))
  }
  function signalOf(options: unknown): AbortSignal | undefined {
    const { signal } = dictionary(options)
    if (signal === undefined || signal === null) return undefined
    if (!(signal instanceof AbortSignal)) throw new TypeError('not an AbortSignal')
    return signal
  }

  class NDEFRecord {
    readonly #told: Record<string, string | null>
    readonly #data: DataView | null
    constructor(init: unknown, ..._rest: readonly never[]) {
      if (arguments.length === 0) throw new TypeError('1 argument required, but only 0 present.')
      const given = dictionary(init) as unknown as RecordInit
      if (given.recordType === undefined) throw new TypeError('Required member is undefined.')
      const recordType = String(given.recordType)
      if (!wellKnown.includes(recordType) && !external.test(recordType)) {
        throw new TypeError('Invalid NDEFRecord type.')
      }
      const text = (value: unknown) => (value === undefined ? null : String(value))
      if (recordType !== 'mime' && given.mediaType !== undefined) {
        throw new TypeError('NDEFRecordInit#mediaType does not apply for this type.')
      }
      if (recordType === 'empty' && given.id !== undefined) {
        throw new TypeError('NDEFRecordInit#id does not apply for an empty record.')
      }
      this.#data = dataOf(recordType, given.data)
      const isText = recordType === 'text'
      this.#told = {
        recordType,
        mediaType:
          recordType === 'mime' ? (text(given.mediaType) ?? 'application/octet-stream') : null,
        id: text(given.id),
        encoding: isText ? (text(given.encoding) ?? 'utf-8') : null,
        lang: isText ? (text(given.lang) ?? 'en') : null,
      }
    }
    get recordType() {
      return this.#told['recordType']
    }
    get mediaType() {
      return this.#told['mediaType']
    }
    get id() {
      return this.#told['id']
    }
    get encoding() {
      return this.#told['encoding']
    }
    get lang() {
      return this.#told['lang']
    }
    get data() {
      return this.#data
    }
    toRecords() {
      if (this.recordType !== 'smart-poster' && !this.recordType?.includes(':')) {
        throw new DOMException('no message within', 'NotSupportedError')
      }
      return null
    }
  }

  function dataOf(recordType: string, data: unknown): DataView | null {
    if (recordType === 'empty') {
      if (data !== undefined && data !== null) throw new TypeError('an empty record has no data')
      return null
    }
    if (recordType === 'url' || recordType === 'absolute-url') {
      if (typeof data !== 'string')
        throw new TypeError('The data for url NDEFRecord must be a String.')
      if (!URL.canParse(data))
        throw new DOMException('Cannot parse data for url record.', 'SyntaxError')
      return view(utf8(data))
    }
    if (recordType === 'text' && typeof data === 'string') return view(utf8(data))
    const bytes = bytesOf(data)
    if (bytes) return view(bytes)
    throw new TypeError('The data must be a BufferSource.')
  }

  class NDEFMessage {
    readonly #records: readonly NDEFRecord[]
    constructor(init: unknown, ..._rest: readonly never[]) {
      if (arguments.length === 0) throw new TypeError('1 argument required, but only 0 present.')
      this.#records = recordsOf(init)
    }
    get records() {
      return this.#records
    }
  }

  class NDEFReadingEvent extends Event {
    readonly #serialNumber: string
    readonly #message: NDEFMessage
    constructor(type: string, init: Record<string, unknown>, ..._rest: readonly never[]) {
      if (arguments.length < 2) throw new TypeError('2 arguments required.')
      super(type, init)
      if (init['message'] === undefined) throw new TypeError('Required member is undefined.')
      this.#serialNumber = String(init['serialNumber'] ?? '')
      this.#message = new NDEFMessage(init['message'])
    }
    get serialNumber() {
      return this.#serialNumber
    }
    get message() {
      return this.#message
    }
  }

  class NDEFReader extends EventTarget {
    #isScanning = false
    readonly #handlers = new Map<string, EventListener | null>()
    get onreading() {
      return this.#handlers.get('reading') ?? null
    }
    set onreading(handler) {
      this.#handle('reading', handler)
    }
    get onreadingerror() {
      return this.#handlers.get('readingerror') ?? null
    }
    set onreadingerror(handler) {
      this.#handle('readingerror', handler)
    }
    #handle(type: string, handler: EventListener | null): void {
      const before = this.#handlers.get(type)
      if (before) this.removeEventListener(type, before)
      const next = typeof handler === 'function' ? handler : null
      this.#handlers.set(type, next)
      if (next) this.addEventListener(type, next)
    }

    async scan(options: unknown = {}): Promise<undefined> {
      const signal = signalOf(options)
      signal?.throwIfAborted()
      if (this.#isScanning)
        throw new DOMException('A scan() operation is ongoing.', 'InvalidStateError')
      this.#isScanning = true
      try {
        await ready(signal)
      } catch (error) {
        this.#isScanning = false
        throw error
      }
      readers.add(this)
      signal?.addEventListener('abort', () => {
        this.#isScanning = false
        readers.delete(this)
      })
      return undefined
    }

    async write(message: unknown, options: unknown = {}): Promise<undefined> {
      if (arguments.length === 0) throw new TypeError('1 argument required, but only 0 present.')
      const { overwrite } = dictionary(options)
      const bytes = encode(messageOf(message))
      await send(bytes, signalOf(options), overwrite !== false)
      return undefined
    }

    async makeReadOnly(options: unknown = {}): Promise<undefined> {
      await send('lock', signalOf(options), true)
      return undefined
    }
  }

  /** DOMString, BufferSource or NDEFMessageInit. */
  function messageOf(source: unknown): readonly NDEFRecord[] {
    if (bytesOf(source)) {
      return [
        new NDEFRecord({ recordType: 'mime', mediaType: 'application/octet-stream', data: source }),
      ]
    }
    if (source === null || typeof source === 'object' || source === undefined)
      return recordsOf(source)
    return [new NDEFRecord({ recordType: 'text', data: String(source) })]
  }

  /** Permission and hardware, in the order in which a browser finds out; rejects when the signal ends it meanwhile. */
  async function ready(signal: AbortSignal | undefined): Promise<void> {
    const isAsked = navigator.userActivation.isActive
    await new Promise((resolve) => setTimeout(resolve))
    signal?.throwIfAborted()
    if (nfc.phone.permission === 'prompt' && isAsked) {
      nfc.phone = { ...nfc.phone, permission: nfc.phone.answer }
    }
    if (nfc.phone.permission !== 'granted') {
      throw new DOMException('NFC permission request denied.', 'NotAllowedError')
    }
    if (nfc.phone.adapter === 'none') {
      throw new DOMException('No NFC adapter or cannot establish connection.', 'NotSupportedError')
    }
    if (nfc.phone.adapter === 'off') {
      throw new DOMException('NFC setting is disabled.', 'NotReadableError')
    }
  }

  async function send(
    bytes: Uint8Array | 'lock',
    signal: AbortSignal | undefined,
    overwrite: boolean,
  ): Promise<void> {
    signal?.throwIfAborted()
    await ready(signal)
    pendingWrite?.end(new DOMException('Another write took its place.', 'AbortError'))
    await new Promise<void>((resolve, reject) => {
      const own = {
        bytes,
        overwrite,
        end: (error?: unknown) => {
          if (pendingWrite === own) pendingWrite = undefined
          if (error === undefined) resolve()
          else reject(error)
        },
      }
      pendingWrite = own
      signal?.addEventListener('abort', () => own.end(signal.reason))
    })
  }

  function isListening(): boolean {
    const isInFront = document.visibilityState === 'visible'
    return isInFront && (readers.size > 0 || pendingWrite !== undefined)
  }

  function touch(tag: Parameters<PretendNfc['touch']>[0]): ReturnType<PretendNfc['touch']> {
    const unchanged = { message: tag.message }
    if (document.visibilityState !== 'visible' || nfc.phone.adapter !== 'on') return unchanged
    const write = pendingWrite
    if (write) {
      const fail = (name: string) => write.end(new DOMException('The tag did not take it.', name))
      if (tag.movesAway) fail('NetworkError')
      else if (tag.isReadOnly) fail('NotSupportedError')
      else if (!write.overwrite && tag.message) fail('NotAllowedError')
      else {
        write.end()
        return write.bytes === 'lock' ? unchanged : { message: [...write.bytes] }
      }
      return unchanged
    }
    for (const reader of readers) {
      const serialNumber = tag.serialNumber ?? '04:de:5f:1e:ac:c0:40'
      if (!tag.message || tag.movesAway) reader.dispatchEvent(new Event('readingerror'))
      else {
        const message = { records: decode(Uint8Array.from(tag.message)) }
        reader.dispatchEvent(new NDEFReadingEvent('reading', { serialNumber, message }))
      }
    }
    return unchanged
  }

  /** URI records and external types, each short or long (NFC Forum, Data Exchange Format 1.0, section 3). */
  function decode(bytes: Uint8Array): unknown[] {
    const records: unknown[] = []
    let at = 0
    for (let isLast = false; !isLast;) {
      const header = bytes[at] ?? 0
      isLast = (header & 0x40) !== 0
      const isShort = (header & 0x10) !== 0
      const typeLength = bytes[at + 1] ?? 0
      const all = new DataView(bytes.buffer)
      const length = isShort ? all.getUint8(at + 2) : all.getUint32(at + 2)
      const typeAt = at + (isShort ? 3 : 6)
      const type = new TextDecoder().decode(bytes.subarray(typeAt, typeAt + typeLength))
      at = typeAt + typeLength + length
      const payload = bytes.slice(typeAt + typeLength, at)
      if ((header & 7) === 4) records.push({ recordType: type, data: payload })
      else if ((header & 7) === 1 && type === 'U') {
        const rest = new TextDecoder().decode(payload.subarray(1))
        records.push({ recordType: 'url', data: `${prefixes[payload[0] ?? 0] ?? ''}${rest}` })
      } else records.push({ recordType: 'unknown', data: payload })
    }
    return records
  }

  function encode(records: readonly NDEFRecord[]): Uint8Array {
    const bytes = records.flatMap((record, at) => {
      const edges = (at === 0 ? 0x80 : 0) | (at === records.length - 1 ? 0x40 : 0)
      const data = record.data ? [...new Uint8Array(record.data.buffer)] : []
      if (record.recordType !== 'url') {
        const type = [...utf8(record.recordType ?? '')]
        return [edges | 0x10 | 4, type.length, data.length, ...type, ...data]
      }
      const url = new TextDecoder().decode(Uint8Array.from(data))
      const prefix = prefixes.findIndex((one) => one !== '' && url.startsWith(one))
      const rest = [...utf8(url.slice(prefix < 0 ? 0 : (prefixes[prefix]?.length ?? 0)))]
      return [edges | 0x10 | 1, 1, rest.length + 1, 0x55, Math.max(prefix, 0), ...rest]
    })
    return Uint8Array.from(bytes)
  }

  for (const Interface of [NDEFReader, NDEFMessage, NDEFRecord, NDEFReadingEvent]) {
    for (const name of Object.getOwnPropertyNames(Interface.prototype)) {
      const found = Object.getOwnPropertyDescriptor(Interface.prototype, name)
      if (found && name !== 'constructor') {
        Object.defineProperty(Interface.prototype, name, { ...found, enumerable: true })
      }
    }
    Object.defineProperty(Interface.prototype, Symbol.toStringTag, { value: Interface.name })
    Object.defineProperty(globalThis, Interface.name, {
      value: Interface,
      writable: true,
      configurable: true,
    })
  }
  Object.assign(globalThis, { pretendNfc: nfc })
}
