/* oxlint-disable unicorn/consistent-function-scoping -- what runs in the page names nothing outside of itself */
import type { Page } from '@playwright/test'
import { installNfc } from './world/pretend-nfc.ts'
import { expect, test } from './world/world.ts'

/**
 * The pretend antenna of these tests is held against Chromium's own Web NFC, which a flag brings to desktops without
 * one: the same names, lengths and properties, and the same errors for wrong arguments.
 */
const ownNfc = ['--enable-blink-features=WebNFC']
const refusingPhone = { permission: 'denied', answer: 'denied', adapter: 'on' } as const

test('has the interface of Chromium’s own reader, member by member', async ({ demo, open }) => {
  const own = await open({ flags: ownNfc })
  const pretend = await open()
  await pretend.context.addInitScript(installNfc, refusingPhone)
  for (const { page } of [own, pretend]) await page.goto(demo.hosts.card)
  const expected = await describeInterfaces(own.page)
  expect(Object.keys(expected)).toHaveLength(4)
  expect(await describeInterfaces(pretend.page)).toEqual(expected)
})

test('refuses the arguments that Chromium’s own refuses, by the same errors', async ({
  demo,
  open,
}) => {
  const own = await open({ flags: ownNfc })
  const pretend = await open()
  await pretend.context.addInitScript(installNfc, refusingPhone)
  for (const { page } of [own, pretend]) await page.goto(demo.hosts.card)
  const expected = await tryArguments(own.page)
  expect(Object.values(expected)).toContain('NotAllowedError')
  expect(await tryArguments(pretend.page)).toEqual(expected)
})

test('is not there where the page is not secure, as Chromium’s own', async ({ open }) => {
  for (const flags of [ownNfc, []]) {
    const { page, context } = await open({ flags })
    if (flags.length === 0) await context.addInitScript(installNfc, refusingPhone)
    await page.goto('data:text/html,<title>not secure</title>')
    const isThere = () =>
      page.evaluate(() => [globalThis.isSecureContext, 'NDEFReader' in globalThis])
    expect(await isThere()).toEqual([false, false])
  }
})

/** Each interface: its own length, its parent, and each member's kind. */
function describeInterfaces(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(() => {
    const told: Record<string, unknown> = {}
    for (const name of ['NDEFReader', 'NDEFMessage', 'NDEFRecord', 'NDEFReadingEvent']) {
      const found: unknown = Reflect.get(globalThis, name)
      if (typeof found !== 'function') continue
      const { prototype } = found
      const members = Object.getOwnPropertyNames(prototype).toSorted()
      told[name] = {
        length: found.length,
        parent: Object.getPrototypeOf(prototype).constructor.name,
        said: Object.prototype.toString.call(prototype),
        isOnGlobal: Object.getOwnPropertyDescriptor(globalThis, name)?.enumerable,
        members: members.map((member) => {
          const { get, set, value, enumerable } =
            Object.getOwnPropertyDescriptor(prototype, member) ?? {}
          return { member, enumerable, get: Boolean(get), set: Boolean(set), length: value?.length }
        }),
      }
    }
    return told
  })
}

/** What comes of each wrong call, and of a few right ones: an error's name, or what was made. */
function tryArguments(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    type Any = new (...given: unknown[]) => Record<string, (...given: unknown[]) => unknown>
    const at = (name: string) => Reflect.get(globalThis, name) as Any
    const [Reader, Message, Record_, ReadingEvent] = [
      at('NDEFReader'),
      at('NDEFMessage'),
      at('NDEFRecord'),
      at('NDEFReadingEvent'),
    ]
    const reader = new Reader()
    const url = { recordType: 'url', data: 'https://etui.example/' }
    const one = { records: [url] }
    const record = (init: object) => new Record_(init)
    const why = AbortSignal.abort(new DOMException('why', 'DataError'))
    const calls: Record<string, () => unknown> = {
      'reader as a function': () => Reflect.apply(Reader, undefined, []),
      'reader with more': () => String(new Reader(1)),
      'scan of another': () => Reflect.apply(Reader.prototype['scan'] ?? Object, {}, []),
      'scan 1': () => reader['scan']?.(1),
      'scan with no signal': () => reader['scan']?.({ signal: 1 }),
      'scan with null': () => reader['scan']?.({ signal: null }),
      'scan with nothing': () => reader['scan']?.(),
      'scan undefined': () => reader['scan']?.(undefined),
      'scan, ended': () => reader['scan']?.({ signal: AbortSignal.abort() }),
      'scan, ended for a reason': () => reader['scan']?.({ signal: why }),
      'write nothing': () => reader['write']?.(),
      'write null': () => reader['write']?.(null),
      'write a number': () => reader['write']?.(1),
      'write bytes': () => reader['write']?.(new Uint8Array(1)),
      'write an object': () => reader['write']?.({}),
      'write no record': () => reader['write']?.({ records: [] }),
      'write records that are none': () => reader['write']?.({ records: 1 }),
      'write an empty object as record': () => reader['write']?.({ records: [{}] }),
      'write a type nobody knows': () => reader['write']?.({ records: [{ recordType: 'nope' }] }),
      'write a link without one': () => reader['write']?.({ records: [{ recordType: 'url' }] }),
      'write a link that is none': () =>
        reader['write']?.({ records: [{ recordType: 'url', data: 'no link' }] }),
      'write a link of a number': () =>
        reader['write']?.({ records: [{ recordType: 'url', data: 5 }] }),
      'write a link': () => reader['write']?.(one),
      'write with options 1': () => reader['write']?.(one, 1),
      'write with no signal': () => reader['write']?.(one, { signal: 1 }),
      'write, ended': () => reader['write']?.(one, { signal: AbortSignal.abort() }),
      'write, ended for a reason': () => reader['write']?.(one, { signal: why }),
      'lock with options 1': () => reader['makeReadOnly']?.(1),
      'lock, ended': () => reader['makeReadOnly']?.({ signal: AbortSignal.abort() }),
      lock: () => reader['makeReadOnly']?.(),
      'message of nothing': () => new Message(),
      'message of an object': () => new Message({}),
      'message of no record': () => new Message({ records: [] }),
      'message of a link': () => JSON.stringify(told(new Message(one))),
      'record of nothing': () => new Record_(),
      'record of an object': () => record({}),
      'record of a type nobody knows': () => record({ recordType: 'nope' }),
      'record of a link': () => JSON.stringify(toldOf(record(url))),
      'record of a link with an id': () => JSON.stringify(toldOf(record({ ...url, id: 'a' }))),
      'record of a link with a medium': () => record({ ...url, mediaType: 'a/b' }),
      'record of our own type, a text': () => record({ recordType: 'etui.example:c1', data: 'x' }),
      'record of our own type': () =>
        JSON.stringify(
          toldOf(record({ recordType: 'etui.example:c1', data: Uint8Array.of(1, 2) })),
        ),
      'record within a link': () => record(url)['toRecords']?.(),
      'handler that is none': () => {
        Reflect.set(reader, 'onreading', 1)
        return String(Reflect.get(reader, 'onreading'))
      },
      'event of nothing': () => new ReadingEvent(),
      'event of a name': () => new ReadingEvent('reading'),
      'event of an object': () => new ReadingEvent('reading', {}),
      'event of no record': () => new ReadingEvent('reading', { message: { records: [] } }),
      'event of a link': () => {
        const event = new ReadingEvent('reading', { serialNumber: '04:de', message: one })
        const { type, bubbles, cancelable, serialNumber } = event
        return JSON.stringify([type, bubbles, cancelable, serialNumber, told(event['message'])])
      },
    }

    /** What a reader of tags sees of a message. */
    function told(message: unknown): unknown {
      const records: unknown[] = Reflect.get(message as object, 'records')
      return [Object.isFrozen(records), records.map((each) => toldOf(each as object))]
    }
    function toldOf(each: object): unknown {
      const data: unknown = Reflect.get(each, 'data')
      const members = ['recordType', 'mediaType', 'id', 'encoding', 'lang']
      return [
        ...members.map((member) => Reflect.get(each, member)),
        data instanceof DataView && [...new Uint8Array(data.buffer)],
      ]
    }

    const outcomes: Record<string, string> = {}
    for (const [name, call] of Object.entries(calls)) {
      try {
        outcomes[name] = String(await call())
      } catch (error) {
        outcomes[name] = error instanceof Error ? error.name : String(error)
      }
    }
    return outcomes
  })
}
