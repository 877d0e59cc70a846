import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { blockReasons } from '../block/block.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { testKeys } from '../enrolment/test-keys.ts'
import type { Occasion } from './letters.ts'
import {
  backoffMs,
  MailRefused,
  outboxTransport,
  sendDueMails,
  type Transport,
} from './mail-sender.ts'
import { claimMs, type Mail, mailStore } from './mail-store.ts'
import { smtpTransport } from './smtp-transport.ts'
import { writeMail } from './write-mail.ts'

const to = 'claire@example.org'

forEachEngine('mail', (open) => {
  async function world(transport: Transport = outboxTransport) {
    let now = Date.parse('2026-11-21T10:00:00Z')
    const clock = () => new Date(now)
    const database = await open()
    const mails = mailStore(database, await testKeys(clock))
    const sender = { sendDue: () => sendDueMails({ mails, transport, clock }) }
    const add = (text = 'bonjour') =>
      mails.add({ to, subject: 'Votre code Étui', text, at: clock() })
    return { database, mails, sender, clock, add, pass: (ms: number) => (now += ms) }
  }

  test('sends each letter once, and keeps it readable', async () => {
    const sent: Mail[] = []
    const { mails, sender, add, pass } = await world(async (mail) => void sent.push(mail))
    await add('un')
    pass(1000)
    await add('deux')
    expect(await sender.sendDue()).toBe(2)
    expect(await sender.sendDue()).toBe(0)
    expect(sent.map(({ to: address, text }) => [address, text])).toEqual([
      [to, 'un'],
      [to, 'deux'],
    ])
    expect((await mails.list(10)).map(({ text }) => text)).toEqual(['deux', 'un'])
  })

  test('is claimed by one node of many', async () => {
    const { mails, clock, add } = await world()
    for (let count = 0; count < 5; count++) await add(`${count}`)
    const claims = await Promise.all(Array.from({ length: 20 }, () => mails.claim(clock())))
    const taken = claims.flatMap((claim) => claim?.mailId ?? [])
    expect(new Set(taken).size).toBe(taken.length)
    while (true) {
      const next = await mails.claim(clock())
      if (!next) break
      taken.push(next.mailId)
    }
    expect(new Set(taken).size).toBe(5)
    expect(taken).toHaveLength(5)
  })

  test('is taken over from a node that died', async () => {
    const { mails, clock, add, pass } = await world()
    await add()
    const first = await mails.claim(clock())
    expect(await mails.claim(clock())).toBeUndefined()
    pass(claimMs)
    expect(await mails.claim(clock())).toMatchObject({ mailId: first?.mailId, attempts: 2 })
  })

  test('is tried again, later each time, and given up in the end', async () => {
    const failures: number[] = []
    const { sender, add, pass } = await world(async () => {
      failures.push(1)
      throw new Error('down')
    })
    await add()
    await sender.sendDue()
    await sender.sendDue()
    expect(failures).toHaveLength(1)
    for (let attempts = 1; attempts < 12; attempts++) {
      pass(backoffMs(attempts))
      await sender.sendDue()
    }
    expect(failures).toHaveLength(10)
  })

  test('is given up at once when refused for good', async () => {
    const { database, sender, add } = await world(async () => {
      throw new MailRefused('no such mailbox')
    })
    await add()
    await sender.sendDue()
    const [row] = await database.db.select().from(database.tables.mails)
    expect(row?.state).toBe('failed')
  })

  test('of a decoy is a row like another that nobody sends or reads', async () => {
    const sent: Mail[] = []
    const { database, mails, sender, clock } = await world(async (mail) => void sent.push(mail))
    await mails.add({ to: undefined, subject: 'Votre code Étui', text: 'leurre', at: clock() })
    await sender.sendDue()
    expect(sent).toEqual([])
    expect(await mails.list(10)).toEqual([])
    expect(await database.db.select().from(database.tables.mails)).toHaveLength(1)
  })

  test('is undone with the unit that wrote it', async () => {
    const { database, mails, add } = await world()
    const work = database.unit(async () => {
      await add()
      throw new Error('undone')
    })
    await expect(work).rejects.toThrow('undone')
    expect(await mails.list(10)).toEqual([])
  })

  test('hides address and text, and is forgotten once sent', async () => {
    const { database, mails, sender, clock, add, pass } = await world()
    await add('le code secret est 123 456')
    const [row] = await database.db.select().from(database.tables.mails)
    const bytes = Buffer.concat([
      row?.sealedTo ?? Buffer.alloc(0),
      row?.sealedText ?? Buffer.alloc(0),
    ])
    expect(bytes.includes('claire')).toBe(false)
    expect(bytes.includes('123 456')).toBe(false)
    await sender.sendDue()
    pass(1000)
    expect(await mails.purge(clock())).toBe(1)
    expect(await mails.list(10)).toEqual([])
  })
})

describe('SMTP', () => {
  const { subject, text } = writeMail(
    { kind: 'contact-code', code: '042917', minutes: 15 },
    'fr',
    'http://localhost',
  )
  const mail = { mailId: 'abc', to, subject, text, attempts: 1, createdAt: new Date() }

  test('carries a letter to one address', async () => {
    const { received, transport } = await relay()
    await transport(mail)
    expect(received).toHaveLength(1)
    expect(received[0]).toMatchObject({ from: 'etui@example.org', to: [to] })
    expect(received[0]?.data).toMatch(/^Message-ID: <abc@example.org>/im)
    expect(received[0]?.data).toContain('042 917')
  })

  test('never turns one address into several', async () => {
    const { received, transport } = await relay()
    await transport({ ...mail, to: 'a@example.org, b@example.org' }).catch(() => undefined)
    expect(received.flatMap((it) => it.to)).not.toContain('b@example.org')
  })

  test('tells a refusal for good from one of the moment', async () => {
    const { transport } = await relay(refuse(550))
    await expect(transport(mail)).rejects.toBeInstanceOf(MailRefused)
    const busy = await relay(refuse(450))
    await expect(busy.transport(mail)).rejects.not.toBeInstanceOf(MailRefused)
  })

  test('gives nothing to a relay elsewhere that has no TLS', async () => {
    const { received, port } = await relay()
    // Another spelling of this machine, which the transport takes for elsewhere.
    const transport = smtpTransport({ smtpUrl: `smtp://127.1:${port}`, from: 'etui@example.org' })
    await expect(transport(mail)).rejects.toMatchObject({ code: 'ETLS' })
    expect(received).toEqual([])
  })
})

describe('texts', () => {
  const endsAt = new Date('2026-12-06T13:05:00Z')
  /** One of each kind at least: a kind that is missing here does not compile. */
  const occasions: {
    [Kind in Occasion['kind']]: readonly Extract<Occasion, { kind: Kind }>[]
  } = {
    'contact-code': [{ kind: 'contact-code', code: '042917', minutes: 15 }],
    'identity-differs': [{ kind: 'identity-differs' }],
    'activation-refused': [{ kind: 'activation-refused' }],
    'identity-accepted': [{ kind: 'identity-accepted', endsAt }],
    'securing-lapsed': [{ kind: 'securing-lapsed' }],
    'check-received': [{ kind: 'check-received' }],
    'check-for-supervisor': [{ kind: 'check-for-supervisor' }],
    'check-refused': [{ kind: 'check-refused' }],
    'check-withdrawn': [{ kind: 'check-withdrawn' }],
    'check-expired': [{ kind: 'check-expired' }],
    'desk-asked': [{ kind: 'desk-asked' }],
    'desk-refused': [{ kind: 'desk-refused' }],
    'desk-lapsed': [{ kind: 'desk-lapsed' }],
    'correction-asked': [{ kind: 'correction-asked' }],
    'correction-closed': [
      { kind: 'correction-closed', outcome: 'corrected' },
      { kind: 'correction-closed', outcome: 'unchanged' },
    ],
    'card-active': [{ kind: 'card-active' }],
    'phone-replaced': [{ kind: 'phone-replaced' }],
    'card-suspended': blockReasons.map((reason) => ({ kind: 'card-suspended', reason })),
    'card-blocked': blockReasons.map((reason) => ({ kind: 'card-blocked', reason })),
  }
  test.each(Object.values<readonly Occasion[]>(occasions).flat())(
    'of $kind exist in both languages, with nothing personal in the subject',
    (occasion) => {
      const [fr, en] = (['fr', 'en'] as const).map((language) =>
        writeMail(occasion, language, 'http://localhost'),
      )
      expect(fr?.text).not.toBe(en?.text)
      for (const mail of [fr, en]) {
        expect(mail?.subject).not.toMatch(/[0-9@]/)
        expect(mail?.text.length).toBeGreaterThan(60)
      }
    },
  )

  test('say until when, in the time of Paris', () => {
    const [fr, en] = (['fr', 'en'] as const).map(
      (language) => writeMail({ kind: 'identity-accepted', endsAt }, language, 'http://e').text,
    )
    expect(fr).toContain('au plus tard le dimanche 6 décembre 2026 à 14 h 05 (heure de Paris)')
    expect(en).toContain('by Sunday, 6 December 2026 at 14:05 (Paris time)')
  })
})

/** A real SMTP server on this machine, and what it was given. */
async function relay(answerTo: (address: string) => Error | undefined = () => undefined) {
  const received: { from: string; to: string[]; data: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => done(answerTo(address)),
    onData(stream, session, done) {
      let data = ''
      stream.on('data', (chunk: Buffer) => (data += chunk.toString()))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        received.push({ from, to: rcptTo.map(({ address }) => address), data })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(resolve)))
  // A TCP server that listens has an address with a port.
  const { port } = server.server.address() as AddressInfo
  const transport = smtpTransport({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: 'Étui <etui@example.org>',
  })
  return { received, transport, port }
}

function refuse(responseCode: number) {
  return () => Object.assign(new Error('no'), { responseCode })
}
