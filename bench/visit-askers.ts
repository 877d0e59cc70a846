import { randomBytes } from 'node:crypto'
import type { Reading } from '@etui/shared/wire/counter.ts'
import { dayInFrance } from '@etui/shared/day/day-in-france.ts'
import { framesOf, headersOf } from './counter-askers.ts'
import type { Ask, Asker } from './load.ts'
import type { Loaded } from './loaded-on.ts'

/** What a counter does for one patient, in this order. */
export const visitSteps = ['verification', 'identity', 'invoice', 'validation'] as const
type Step = (typeof visitSteps)[number]

/** So many frames of each asker are made before the clock starts. */
const madeAhead = 30

const lines = [
  { kind: 'medicine', code: '3400935955838', rateClass: 65, quantity: 2, unitCents: 1_000 },
  { kind: 'medicine', code: '3400936404649', rateClass: 30, quantity: 1, unitCents: 450 },
]

interface Visit {
  readonly context: { readonly contextId: string; readonly token: string }
  readonly beneficiaryId: string
  readonly invoiceId: string
}

/** Counters that each take one patient after the other through a visit, one request after the other. */
export function visitors({ phones, port, server }: Loaded, askers: number): Asker[] {
  const nextFrame = framesOf(phones)
  const careDay = dayInFrance(new Date())
  return server.ready.sessions.slice(0, askers).map((session) => {
    const made: string[] = []
    let step: Step = 'verification'
    let visit: Visit | undefined

    function askOf({ context, beneficiaryId, invoiceId }: Visit): Omit<Ask, 'headers'> {
      const { contextId, token } = context
      switch (step) {
        case 'identity': {
          const body = JSON.stringify({ token, beneficiaryId })
          return { method: 'POST', path: `/api/contexts/${contextId}/identity`, body }
        }
        case 'validation': {
          const body = JSON.stringify({ context })
          return { method: 'POST', path: `/api/invoices/${invoiceId}/validation`, body }
        }
        default: {
          const bill = {
            context,
            beneficiaryId,
            careDay,
            thirdParty: 'full',
            exemption: '0',
            lines,
          }
          return { method: 'PUT', path: `/api/invoices/${invoiceId}`, body: JSON.stringify(bill) }
        }
      }
    }

    return {
      async ready() {
        step = 'verification'
        made.length = 0
        while (made.length < madeAhead) made.push(await nextFrame())
      },
      async next() {
        const headers = headersOf(session, port)
        if (step !== 'verification' && visit) return { ...askOf(visit), headers }
        const body = JSON.stringify({ frame: made.pop() ?? (await nextFrame()) })
        return { method: 'POST', path: '/api/readings', headers, body }
      },
      took(status, body) {
        const done = step
        const place = visitSteps.indexOf(done)
        step = visitSteps[(place + 1) % visitSteps.length] ?? 'verification'
        if (done === 'verification') visit = visitOf(body)
        const isGood = status === 200 && visit !== undefined
        if (!isGood) step = 'verification'
        return isGood
      },
    }
  })
}

/** Undefined where the card was not taken. */
function visitOf(body: string): Visit | undefined {
  const { context, beneficiaries } = JSON.parse(body) as Partial<Reading>
  const [first] = beneficiaries ?? []
  if (!context || !first) return undefined
  const { contextId, token } = context
  const invoiceId = randomBytes(16).toString('base64url')
  return { context: { contextId, token }, beneficiaryId: first.beneficiaryId, invoiceId }
}
