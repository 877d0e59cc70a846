import { expect, test } from 'vitest'
import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import type { Letter } from '@etui/shared/phone/letter.ts'
import { preparePresenter } from '@etui/shared/presentation/presenter.ts'
import type { Reading } from '@etui/shared/wire/counter.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { openHolders, settings, type TestHolder } from '../phone/test-holder.ts'
import { createNodeCryptography, signerOf } from '../presentation/platform-node.ts'
import { signInAs } from '../professional/test-session.ts'

forEachEngine('an activated card at the counter', (open) => {
  async function world() {
    const all = await openHolders(open)
    const browser = await signInAs({ ...all, settings })
    await browser.post('/api/counter', { name: 'Comptoir 2' })
    const read = async (frame: string) =>
      (await browser.post('/api/readings', { frame })).json<Reading>()
    /** As the phone shows it from what its letter brought. */
    const present = (holder: TestHolder, letter: Letter, place = 0) => {
      const [beneficiary, group] = [letter.beneficiaries[place], letter.groupKeys[0]]
      if (!beneficiary || !group) return expect.fail('the letter holds no such card')
      return preparePresenter({
        cryptography: createNodeCryptography(),
        credential: fromBase64url(beneficiary.card),
        reference: fromBase64url(beneficiary.reference),
        sign: signerOf(holder.presentation.privateKey),
        groupKey: { groupKeyId: group.gkid, key: fromBase64url(group.point) },
        unlockedBy: 2,
        now: () => all.clock().getTime() / 1000,
      })
    }
    return { ...all, read, present }
  }

  test('is read with its rights, a child’s too, whole or reduced, and the holder sees the reading', async () => {
    const { holder, read, present, pass } = await world()
    const claire = holder()
    const letter = await claire.activated('claire')
    expect(await read(await present(claire, letter).frame())).toMatchObject({
      verdict: 'valid',
      person: { givenNames: 'CLAIRE', quality: 0 },
      rights: { isOpen: true },
    })
    expect(await read(await present(claire, letter, 1).referenceFrame())).toMatchObject({
      verdict: 'valid',
      unlockedBy: 2,
      person: { quality: 6 },
      rights: { isOpen: true },
    })
    pass(60_000)
    const { answer } = await claire.refresh()
    const { items } = await claire.open(answer)
    expect(items.map(({ counterName }) => counterName)).toEqual(['Comptoir 2', 'Comptoir 2'])
  })

  test('is revoked the moment another phone is activated', async () => {
    const { holder, read, present, pass } = await world()
    const [old, fresh] = [holder(), holder()]
    const before = await old.activated('claire')
    pass(60_000)
    const after = await fresh.activated('claire')
    expect((await read(await present(old, before).frame())).verdict).toBe('revoked')
    expect((await read(await present(fresh, after).frame())).verdict).toBe('valid')
  })
})
