import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import type { ActLine } from '@etui/shared/invoice/act.ts'
import type { Reading } from '@etui/shared/wire/counter.ts'
import type { BodyOf } from '@etui/shared/wire/endpoint.ts'
import type { Invoice, putInvoice } from '@etui/shared/wire/invoice.ts'
import type { Database } from '../db/database.ts'
import { openWorld } from '../http/test-world.ts'
import { signInAs } from '../professional/test-session.ts'
import { testPhone } from '../reading/test-phone.ts'
import { seedRegistry } from '../registry/seed-registry.ts'

export type AskedBody = BodyOf<typeof putInvoice>

/** The day of the world's clock. */
export const today = '2026-11-21'
export const visit: ActLine = { kind: 'ngap', code: 'G', quantity: 1, unitCents: 3_000 }
export const box: ActLine = {
  kind: 'medicine',
  code: '3400935955838',
  rateClass: 65,
  quantity: 2,
  unitCents: 1_000,
}

export function drawInvoiceId(): string {
  return randomBytes(16).toString('base64url')
}

/** A server with the demonstration's people, phones that show their cards, and counters that bill. */
export async function openBilling(open: () => Promise<Database>) {
  const database = await open()
  const all = await openWorld({ database })
  const { keys, clock, settings, pass } = all
  await seedRegistry({ database, keys, clock })
  const issuer = settings.origins.card
  const phone = (registryId: string) => testPhone({ database, keys, clock, issuer }, { registryId })

  /** A counter of somebody, a doctor unless told otherwise. */
  async function seat({
    nationalId = '899700000011',
    professionCode = '10',
    name = 'Cabinet',
  } = {}) {
    const browser = await signInAs(all, { nationalId, professionCode })
    const { counterId } = (await browser.post('/api/counter', { name })).json()
    /** A second after the last: of two contexts of one instant, neither is the newer. */
    const read = async (frame: string) => {
      pass(1_000)
      const reading = (await browser.post('/api/readings', { frame })).json<Reading>()
      if (!reading.context) return expect.fail(`no context: ${reading.verdict}`)
      const { contextId, token } = reading.context
      return { contextId, token }
    }
    const put = (invoiceId: string, body: AskedBody) =>
      browser.put(`/api/invoices/${invoiceId}`, body)
    const validate = (invoiceId: string, context?: AskedBody['context']) =>
      browser.post(`/api/invoices/${invoiceId}/validation`, { ...(context && { context }) })
    const correct = (invoiceId: string, correctionId: string) =>
      browser.post(`/api/invoices/${invoiceId}/correction`, { correctionId })
    /** Makes an invoice and validates it. */
    async function bill(body: AskedBody): Promise<Invoice> {
      const invoiceId = drawInvoiceId()
      const made = await put(invoiceId, body)
      expect([made.statusCode, made.json().type]).toEqual([200, undefined])
      const validated = await validate(invoiceId, body.context)
      expect([validated.statusCode, validated.json().type]).toEqual([200, undefined])
      return validated.json()
    }
    const day = async (of = today) => (await browser.get(`/api/days/${of}/invoices`)).json()
    return { browser, counterId, read, put, validate, correct, bill, day }
  }
  return { ...all, database, phone, seat }
}

export function bodyOf(context: AskedBody['context'], change: Partial<AskedBody> = {}): AskedBody {
  return {
    ...(context && { context }),
    careDay: today,
    carePath: 'T',
    thirdParty: 'none',
    exemption: '0',
    lines: [visit],
    ...change,
  }
}

export function codeOf(answer: { readonly statusCode: number; json(): { type?: string } }) {
  return [answer.statusCode, answer.json().type?.replace(/^.*\//, '')]
}
