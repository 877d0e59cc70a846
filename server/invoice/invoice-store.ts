import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { statesFor } from '@etui/shared/invoice/invoice-state.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import type { InvoiceContent, InvoiceKey, KeptInvoice } from './kept-invoice.ts'

export type NewInvoice = Omit<KeptInvoice, 'correctedBy' | 'rejection' | LaterInstant | ColumnCents>
type LaterInstant = 'sentAt' | 'answeredAt' | 'paidAt'
/** Copied from the content by the store. */
type ColumnCents = keyof ReturnType<typeof nowCents>

export interface ValidatedInvoice extends InvoiceKey {
  readonly content: InvoiceContent
  readonly contextId: string | null
  /** YYYY-MM-DD */
  readonly billedDay: string
  readonly at: Date
}

/** The invoices of professionals. Changes are guarded by the state they start from: false means that it was another. */
export interface InvoiceStore {
  /** False where this professional has one of that id. */
  add(invoice: NewInvoice): Promise<boolean>
  find(key: InvoiceKey): Promise<KeptInvoice | null>
  /** The first `most` of a day, in the order they were made. */
  listDay(professionalId: string, day: string, most: number): Promise<readonly KeptInvoice[]>
  /** Makes a pending one final, with the shares of that instant; due to be sent at once. */
  validate(invoice: ValidatedInvoice): Promise<boolean>
  /** Deletes a pending one: nothing was billed, nobody was told. */
  drop(key: InvoiceKey): Promise<boolean>
  /** Sends one again as it is whose intake or payment was rejected, unless it was taken back or takes one back. */
  resend(key: InvoiceKey, at: Date): Promise<boolean>
  /** Binds an invoice to the one that takes it back. Once, and never while it is pending or takes one back itself. */
  counter(first: InvoiceKey, correctionId: string): Promise<boolean>
}

const place = 'invoices.content'

export function invoiceStore(database: Database, keys: Keys): InvoiceStore {
  const run = statementsOf(database)(database.db)
  const open = invoiceOpener(keys)

  return {
    async add({ content, ...invoice }) {
      const added = await run.add.execute({
        ...invoice,
        ...nowCents(content),
        sealedContent: seal(keys, invoice, content),
      })
      return added.length > 0
    },
    async find(key) {
      const [row] = await run.find.execute({ ...key })
      return row ? open(row) : null
    },
    async listDay(professionalId, day, most) {
      return (await run.listDay.execute({ professionalId, day, most })).map(open)
    },
    async validate({ content, ...invoice }) {
      const sealedContent = seal(keys, invoice, content)
      return (
        (await run.validate.execute({ ...invoice, ...nowCents(content), sealedContent })).length > 0
      )
    },
    async drop(key) {
      return (await run.drop.execute({ ...key })).length > 0
    },
    async resend(key, at) {
      return (await run.resend.execute({ ...key, at })).length > 0
    },
    async counter(first, correctionId) {
      return (await run.counter.execute({ ...first, correctionId })).length > 0
    },
  }
}

type InvoiceRow = Database['tables']['invoices']['$inferSelect']

/** Opens what is sealed of a row. */
export function invoiceOpener(keys: Keys): (row: InvoiceRow) => KeptInvoice {
  return ({ sealedContent, securityMode, ...row }) => ({
    ...row,
    securityMode: securityMode === 3 ? 3 : 5,
    // What the seal holds was written from this very type.
    content: JSON.parse(keys.openColumn(place, rowKey(row), sealedContent)) as InvoiceContent,
  })
}

function seal(keys: Keys, key: InvoiceKey, content: InvoiceContent): Buffer {
  return keys.sealColumn(place, rowKey(key), JSON.stringify(content))
}

function rowKey({ professionalId, invoiceId }: InvoiceKey): string {
  return `${professionalId}/${invoiceId}`
}

function nowCents({ shares: { totalCents, now } }: InvoiceContent) {
  return {
    totalCents,
    obligatoryNowCents: now.obligatoryCents,
    complementaryNowCents: now.complementaryCents,
    patientNowCents: now.patientCents,
  }
}

function statementsOf({ tables: { invoices } }: Database) {
  const isThis = and(
    eq(invoices.professionalId, sql.placeholder('professionalId')),
    eq(invoices.invoiceId, sql.placeholder('invoiceId')),
  )
  const changed = { invoiceId: invoices.invoiceId }
  const at = placed(invoices.validatedAt, 'at')
  return prepared((db) => ({
    add: db
      .insert(invoices)
      .values({
        professionalId: sql.placeholder('professionalId'),
        invoiceId: sql.placeholder('invoiceId'),
        counterId: sql.placeholder('counterId'),
        staffId: sql.placeholder('staffId'),
        personId: sql.placeholder('personId'),
        registryId: sql.placeholder('registryId'),
        beneficiaryId: sql.placeholder('beneficiaryId'),
        careDay: sql.placeholder('careDay'),
        billedDay: sql.placeholder('billedDay'),
        state: sql.placeholder('state'),
        securityMode: sql.placeholder('securityMode'),
        contentHash: sql.placeholder('contentHash'),
        sealedContent: sql.placeholder('sealedContent'),
        totalCents: sql.placeholder('totalCents'),
        obligatoryNowCents: sql.placeholder('obligatoryNowCents'),
        complementaryNowCents: sql.placeholder('complementaryNowCents'),
        patientNowCents: sql.placeholder('patientNowCents'),
        contextId: sql.placeholder('contextId'),
        entryId: sql.placeholder('entryId'),
        corrects: sql.placeholder('corrects'),
        createdAt: sql.placeholder('createdAt'),
        validatedAt: sql.placeholder('validatedAt'),
        dueAt: sql.placeholder('dueAt'),
      })
      .onConflictDoNothing()
      .returning(changed),
    find: db.select().from(invoices).where(isThis),
    listDay: db
      .select()
      .from(invoices)
      .where(
        and(
          eq(invoices.professionalId, sql.placeholder('professionalId')),
          eq(invoices.billedDay, sql.placeholder('day')),
        ),
      )
      .orderBy(asc(invoices.createdAt), asc(invoices.invoiceId))
      .limit(sql.placeholder('most')),
    validate: db
      .update(invoices)
      .set({
        state: 'validated',
        sealedContent: placed(invoices.sealedContent, 'sealedContent'),
        totalCents: placed(invoices.totalCents, 'totalCents'),
        obligatoryNowCents: placed(invoices.obligatoryNowCents, 'obligatoryNowCents'),
        complementaryNowCents: placed(invoices.complementaryNowCents, 'complementaryNowCents'),
        patientNowCents: placed(invoices.patientNowCents, 'patientNowCents'),
        contextId: placed(invoices.contextId, 'contextId'),
        billedDay: placed(invoices.billedDay, 'billedDay'),
        validatedAt: at,
        dueAt: at,
      })
      .where(and(isThis, inArray(invoices.state, statesFor('validate'))))
      .returning(changed),
    drop: db
      .delete(invoices)
      .where(and(isThis, inArray(invoices.state, statesFor('edit'))))
      .returning(changed),
    resend: db
      .update(invoices)
      .set({ state: 'sent', rejection: null, sentAt: at, answeredAt: null, dueAt: at })
      .where(
        and(
          isThis,
          inArray(invoices.state, statesFor('resend')),
          isNull(invoices.corrects),
          isNull(invoices.correctedBy),
        ),
      )
      .returning(changed),
    counter: db
      .update(invoices)
      .set({ correctedBy: placed(invoices.correctedBy, 'correctionId') })
      .where(
        and(
          isThis,
          inArray(invoices.state, statesFor('counter')),
          isNull(invoices.corrects),
          isNull(invoices.correctedBy),
        ),
      )
      .returning(changed),
  }))
}
