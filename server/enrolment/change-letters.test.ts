import { expect, test } from 'vitest'
import type { CheckState } from '@etui/shared/enrolment/check.ts'
import { deskApprovalMs } from '@etui/shared/enrolment/desk.ts'
import {
  type EnrolmentStep,
  type IdentityState,
  walkedSecuringMs,
} from '@etui/shared/enrolment/enrolment.ts'
import { receivedRecordingsMs } from '@etui/shared/enrolment/retention.ts'
import type { TestAgent } from '../agent/test-agent.ts'
import { openConsole } from '../agent/test-console.ts'
import { addFilms, claims } from '../check/test-checks.ts'
import { choresOf } from '../chores.ts'
import type { CorrectionRow } from '../correction/correction-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import type { DeskApprovalRow } from '../desk/desk-approval-store.ts'
import { createLog } from '../log/log.ts'
import type { Occasion } from '../mail/letters.ts'
import { writeMail } from '../mail/write-mail.ts'
import { settings, type TestHolder } from '../phone/test-holder.ts'

interface World {
  /** at the step of identity */
  readonly holder: TestHolder
  readonly one: TestAgent
  readonly two: TestAgent
  /** Somebody who has not begun. */
  make(): TestHolder
  sendFilms(): Promise<string>
  /** Sends films that the first agent has before them. */
  takeFilms(): Promise<string>
  /** What an agent saw at a desk, while another phone is in use. */
  askAtDesk(): Promise<void>
  decideAtDesk(isApproved: boolean): Promise<void>
  /** Lets time pass, and does what nobody asks for. */
  later(ms: number): Promise<void>
}

/** What a change is told by and how it is come by; or why no letter is written. */
type Letter =
  | {
      readonly occasion: Occasion
      readonly before?: (world: World) => Promise<unknown>
      readonly walk: (world: World) => Promise<unknown>
    }
  | { readonly silent: string }

/** Any date will do: only what is the same in each is compared. */
const accepted = { kind: 'identity-accepted', endsAt: new Date(0) } as const
const correction = { text: 'Mon nom a deux T.', differing: ['familyName'] }

/** Every state that an activation can come to. One that is missing here does not compile. */
const letters: {
  readonly step: Record<EnrolmentStep, Letter>
  readonly identity: Record<IdentityState, Letter>
  readonly check: Record<CheckState | 'for-supervisor' | 'expired', Letter>
  readonly desk: Record<DeskApprovalRow['state'], Letter>
  readonly correction: Record<CorrectionRow['state'], Letter>
} = {
  step: {
    person: { silent: 'nobody has said who they are' },
    contact: {
      occasion: { kind: 'contact-code', code: '000000', minutes: 15 },
      walk: async ({ make }) => {
        const holder = make()
        await holder.accept()
        await holder.tell('claire')
      },
    },
    identity: { silent: 'the holder has just typed the code' },
    securing: { occasion: accepted, walk: ({ holder }) => holder.identify('claire') },
    active: {
      occasion: { kind: 'card-active' },
      walk: async ({ holder }) => {
        await holder.identify('claire')
        await holder.setCode()
        await holder.activate()
      },
    },
    refused: {
      occasion: { kind: 'activation-refused' },
      walk: async ({ make }) => {
        const holder = make()
        await holder.accept()
        await holder.tell('yanis')
        await holder.proveContact(await holder.mailedCode())
        expect((await holder.read()).step).toBe('refused')
      },
    },
  },
  identity: {
    none: { silent: 'nothing has begun' },
    started: { silent: 'the holder is on their way' },
    'awaiting-code': { silent: 'the holder has both screens before them' },
    cancelled: { silent: 'the holder turned back' },
    accepted: { occasion: accepted, walk: ({ holder }) => holder.identify('claire') },
    differs: {
      occasion: { kind: 'identity-differs' },
      walk: ({ holder }) => holder.identify('theo'),
    },
    lapsed: {
      occasion: { kind: 'securing-lapsed' },
      walk: async ({ holder, later }) => {
        await holder.identify('claire')
        await later(walkedSecuringMs)
      },
    },
  },
  check: {
    recording: { silent: 'the holder is filming' },
    waiting: {
      occasion: { kind: 'check-received' },
      walk: ({ sendFilms }) => sendFilms(),
    },
    accepted: {
      occasion: accepted,
      walk: async ({ takeFilms, one }) =>
        one.post(`/api/checks/${await takeFilms()}/decision`, { decision: 'accept' }),
    },
    refused: {
      occasion: { kind: 'check-refused' },
      walk: async ({ takeFilms, one }) => {
        const no = { decision: 'refuse', reasons: ['face-dark'] }
        await one.post(`/api/checks/${await takeFilms()}/decision`, no)
      },
    },
    withdrawn: {
      occasion: { kind: 'check-withdrawn' },
      walk: async ({ sendFilms, holder }) => {
        await sendFilms()
        await holder.post('/enrolment/check/withdraw')
      },
    },
    'for-supervisor': {
      occasion: { kind: 'check-for-supervisor' },
      walk: async ({ takeFilms, one }) =>
        one.post(`/api/checks/${await takeFilms()}/supervisor`, { question: 'Bien elle ?' }),
    },
    expired: {
      occasion: { kind: 'check-expired' },
      walk: async ({ sendFilms, later }) => {
        await sendFilms()
        await later(receivedRecordingsMs)
      },
    },
  },
  desk: {
    waiting: { occasion: { kind: 'desk-asked' }, walk: ({ askAtDesk }) => askAtDesk() },
    approved: {
      occasion: accepted,
      before: ({ askAtDesk }) => askAtDesk(),
      walk: ({ decideAtDesk }) => decideAtDesk(true),
    },
    refused: {
      occasion: { kind: 'desk-refused' },
      before: ({ askAtDesk }) => askAtDesk(),
      walk: ({ decideAtDesk }) => decideAtDesk(false),
    },
    lapsed: {
      occasion: { kind: 'desk-lapsed' },
      walk: async ({ askAtDesk, later }) => {
        await askAtDesk()
        await later(deskApprovalMs)
      },
    },
  },
  correction: {
    open: {
      occasion: { kind: 'correction-asked' },
      walk: ({ holder }) => holder.post('/enrolment/correction', correction),
    },
    closed: {
      occasion: { kind: 'correction-closed', outcome: 'corrected' },
      walk: async ({ holder, one }) => {
        await holder.post('/enrolment/correction', correction)
        const { corrections } = (await one.get('/api/corrections')).json()
        const { correctionId } = corrections[0]
        await one.post(`/api/corrections/${correctionId}`, { outcome: 'corrected' })
      },
    },
  },
}

const told = Object.entries(letters).flatMap(([what, states]) =>
  // The values of each record are letters.
  Object.entries(states as Record<string, Letter>).flatMap(([state, letter]) =>
    'walk' in letter ? [{ change: `${what} ${state}`, ...letter }] : [],
  ),
)
const unasked = ['end-late-activations', 'end-desk-approvals', 'delete-checks']

forEachEngine('a change of an activation', (open) => {
  async function world() {
    const all = await openConsole(open)
    const { database, keys, clock, blobs, checkKeys, mails } = all
    const { holder } = await all.proving('claire')
    const [one, two] = [await all.agent(), await all.agent()]
    const log = createLog('silent')
    const chores = choresOf({ settings, database, keys, clock, blobs, checkKeys, log })

    async function sendFilms(): Promise<string> {
      const opened = await holder.post('/enrolment/check', { documentKind: 'passport' })
      const { checkId } = opened.json().check
      await addFilms(database, checkId, clock())
      await holder.post('/enrolment/check/send', { claims })
      return checkId
    }

    async function askAtDesk(): Promise<void> {
      await all.holder().activated('claire')
      const { code } = (await holder.post('/enrolment/desk-code')).json<{ code: string }>()
      await one.post('/api/desk/find', { code })
      const seen = { documentKind: 'passport', documentNumber: '19AA00001' }
      await one.post('/api/desk/accept', { code, ...seen })
    }

    const walking: World = {
      holder,
      one,
      two,
      make: () => all.holder(),
      sendFilms,
      async takeFilms() {
        const checkId = await sendFilms()
        await one.post(`/api/checks/${checkId}/take`)
        return checkId
      },
      askAtDesk,
      async decideAtDesk(isApproved) {
        const { approvals } = (await two.get('/api/desk/approvals')).json()
        await two.post(`/api/desk/approvals/${approvals[0].approvalId}`, { isApproved })
      },
      async later(ms) {
        all.pass(ms)
        for (const { name, run } of chores) if (unasked.includes(name)) await run()
      },
    }
    return { walking, texts: async () => (await mails.list(50)).map(({ text }) => text) }
  }

  test.each(told)('is told by a letter, without a trait: $change', async (letter) => {
    const { occasion, walk } = letter
    const { walking, texts } = await world()
    await letter.before?.(walking)
    const before = (await texts()).filter((text) => isOf(occasion, text)).length
    await walk(walking)
    const written = await texts()
    expect(written.filter((text) => isOf(occasion, text))).toHaveLength(before + 1)
    expect(written.join()).not.toMatch(/aubertin|claire|1984|12\/03|28419|passeport|19AA/i)
  })
})

/** Whether a letter is of an occasion, whatever code, day or hour it tells. */
function isOf(occasion: Occasion, text: string): boolean {
  return firstLine(text) === firstLine(writeMail(occasion, 'fr', 'http://localhost').text)
}

function firstLine(text: string): string | undefined {
  return text.split('\n')[2]?.replaceAll(/[0-9]/g, '#')
}
