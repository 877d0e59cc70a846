import { describe, expect, test } from 'vitest'
import { nfcOf } from './nfc.ts'
import { readTag } from './read-tag.ts'
import { testNfc } from './test-tag.ts'
import { writeTag } from './write-tag.ts'

const link = 'https://etui.example/t#k=Q2xhaX_-'
const errors = [
  ['NotAllowedError', 'refused'],
  ['NotReadableError', 'off'],
  ['InvalidStateError', 'busy'],
  ['NetworkError', 'moved'],
  ['UnknownError', 'failed'],
] as const

function scanning() {
  const { reader, makeReader } = testNfc()
  const { signal, abort } = controller()
  const missed: string[] = []
  const onUnreadable = () => void missed.push('unreadable')
  return { reader, abort, missed, read: readTag({ makeReader, signal, onUnreadable }) }
}

function neverTaken(): never {
  return expect.fail('nothing was taken')
}

function controller() {
  const made = new AbortController()
  return { signal: made.signal, abort: () => made.abort() }
}

describe('reading a tag', () => {
  test('gives the link of the first tap, once, and lets the antenna go', async () => {
    const { reader, read } = scanning()
    await expect.poll(() => reader.isScanning).toBe(true)
    reader.touch(link)
    reader.touch('https://etui.example/t#k=other___')
    expect(await read).toEqual({ kind: 'link', link })
    expect(reader.isScanning).toBe(false)
  })

  test('goes on after a tag that cannot be read; one without a link is told', async () => {
    const { reader, read, missed } = scanning()
    await expect.poll(() => reader.isScanning).toBe(true)
    reader.miss()
    expect(missed).toEqual(['unreadable'])
    reader.touch()
    expect(await read).toEqual({ kind: 'link', link: '' })
    reader.miss()
    expect(missed).toEqual(['unreadable'])
  })

  test('ends when it is stopped', async () => {
    const { reader, read, abort } = scanning()
    await expect.poll(() => reader.isScanning).toBe(true)
    abort()
    expect(await read).toEqual({ kind: 'stopped' })
    expect(reader.isScanning).toBe(false)
  })

  test.each([...errors, ['NotSupportedError', 'unsupported']] as const)(
    'tells a %s as %s',
    async (name, trouble) => {
      const { reader, makeReader } = testNfc()
      reader.fault = new DOMException('', name)
      const { signal } = controller()
      expect(await readTag({ makeReader, signal })).toEqual({ kind: 'trouble', trouble })
    },
  )

  test('is there only where the browser has it', () => {
    expect(nfcOf({})).toBeUndefined()
    expect(nfcOf({ NDEFReader: EventTarget })?.()).toBeInstanceOf(EventTarget)
  })
})

describe('writing a tag', () => {
  test('is done once the tag says what was written', async () => {
    const { reader, makeReader } = testNfc()
    const { promise: isTaken, resolve: onTaken } = Promise.withResolvers<void>()
    const writing = writeTag(link, { makeReader, signal: controller().signal, onTaken })
    await isTaken
    expect(reader.written).toBe(link)
    await expect.poll(() => reader.isScanning).toBe(true)
    reader.touch(link)
    expect(await writing).toEqual({ kind: 'written' })
  })

  test('tells a tag that says something else', async () => {
    const { reader, makeReader } = testNfc()
    const { signal } = controller()
    const writing = writeTag(link, { makeReader, signal, onTaken: () => undefined })
    await expect.poll(() => reader.isScanning).toBe(true)
    reader.touch('https://etui.example/t#k=other___')
    expect(await writing).toEqual({ kind: 'differs' })
  })

  test.each([...errors, ['NotSupportedError', 'unwritable']] as const)(
    'tells a %s as %s',
    async (name, trouble) => {
      const { reader, makeReader } = testNfc()
      reader.fault = new DOMException('', name)
      const { signal } = controller()
      const written = await writeTag(link, { makeReader, signal, onTaken: neverTaken })
      expect(written).toEqual({ kind: 'trouble', trouble })
    },
  )
})
