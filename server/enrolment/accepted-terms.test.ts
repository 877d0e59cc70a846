import { expect, test } from 'vitest'
import { termsVersion } from '@etui/shared/enrolment/enrolment.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { openHolders } from '../phone/test-holder.ts'

forEachEngine('the terms', (open) => {
  test('are written down as they were accepted, by their version and the instant', async () => {
    const { holder: make, database, clock, pass } = await openHolders(open)
    const rows = () => database.db.select().from(database.tables.enrolments)
    const claire = make()
    expect(codeOf(await claire.accept('2019-01'))).toBe('terms-outdated')
    expect(await rows()).toEqual([])
    for (const hour of [0, 1]) {
      pass(hour * 3_600_000)
      await claire.accept()
      // Whoever accepts again has accepted then.
      expect(await rows()).toMatchObject([{ termsVersion, termsAcceptedAt: clock() }])
    }
  })
})
