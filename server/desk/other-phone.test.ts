import { expect, test } from 'vitest'
import { deskApprovalMs } from '@etui/shared/enrolment/desk.ts'
import { openConsole } from '../agent/test-console.ts'
import { forEachEngine } from '../db/test-engines.ts'

const seen = { documentKind: 'passport', documentNumber: '19AA00001' }

forEachEngine('the phone in use, while a desk would activate another', (open) => {
  async function world() {
    const all = await openConsole(open)
    const old = all.holder()
    await old.activated('claire')
    const stranger = all.holder()
    await stranger.activated('ange')
    const { holder } = await all.proving('claire')
    const [asker, second] = [await all.agent(), await all.agent()]
    const { code } = (await holder.post('/enrolment/desk-code')).json<{ code: string }>()
    await asker.post('/api/desk/find', { code })
    const toldOf = async (phone = old) => {
      const { answer, keep } = await phone.refresh()
      keep()
      return (await phone.open(answer)).deskRequest
    }
    expect(await toldOf()).toBeUndefined()
    await asker.post('/api/desk/accept', { code, ...seen })
    const askedAt = all.clock().getTime()
    const decide = async (isApproved: boolean) => {
      const { approvals } = (await second.get('/api/desk/approvals')).json()
      await second.post(`/api/desk/approvals/${approvals[0].approvalId}`, { isApproved })
    }
    return { ...all, old, stranger, holder, askedAt, toldOf, decide }
  }

  test('is told of it at each refresh, and nobody else is', async () => {
    const { askedAt, stranger, toldOf } = await world()
    const told = { askedAt, endsAt: askedAt + deskApprovalMs }
    expect(await toldOf()).toEqual(told)
    expect(await toldOf()).toEqual(told)
    expect(await toldOf(stranger)).toBeUndefined()
  })

  test('is told no more once a second agent said no, or nobody did in time', async () => {
    const refused = await world()
    await refused.decide(false)
    expect(await refused.toldOf()).toBeUndefined()
    const late = await world()
    late.pass(deskApprovalMs)
    expect(await late.toldOf()).toBeUndefined()
  })

  test('learns at its next refresh that the other one is in use', async () => {
    const { decide, holder, old, toldOf } = await world()
    await decide(true)
    expect(await toldOf()).toBeUndefined()
    await holder.setCode()
    await holder.activate()
    expect((await old.refresh()).code).toBe('phone-ended')
  })
})
