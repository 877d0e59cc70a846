import { expect, test } from 'vitest'
import { openConsole } from '../agent/test-console.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'

const asked = { text: 'Mon nom s’écrit avec deux T.', differing: ['familyName'] }

forEachEngine('a correction', (open) => {
  async function world() {
    const all = await openConsole(open)
    const { holder } = await all.proving('claire')
    const one = await all.agent()
    const list = async () => (await one.get('/api/corrections')).json().corrections
    return { ...all, theHolder: holder, one, list }
  }

  test('reaches the agents beside what the file says, and is stored sealed', async () => {
    const { theHolder, list, database } = await world()
    const answer = await theHolder.post('/enrolment/correction', asked)
    expect(answer.json()).toMatchObject({ step: 'identity', correction: { state: 'open' } })
    expect(await list()).toMatchObject([{ ...asked, person: { familyName: 'AUBERTIN' } }])
    const rows = await database.db.select().from(database.tables.corrections)
    expect(JSON.stringify(rows)).not.toContain('deux T')
  })

  test('is written down each time it is read, with how many others, and by whom', async () => {
    const { theHolder, proving, list, one, agent, audit } = await world()
    expect(await list()).toEqual([])
    await theHolder.post('/enrolment/correction', asked)
    const [{ correctionId: first }] = await list()
    await (await proving('theo')).holder.post('/enrolment/correction', asked)
    const other = await agent()
    const { corrections } = (await other.get('/api/corrections')).json()
    const ids = corrections.map((each: { correctionId: string }) => each.correctionId)
    const entries = await audit.after(0, 100)
    expect(entries.filter(({ act }) => act === 'corrections-read')).toMatchObject([
      { agentId: one.agentId, facts: { count: 1, corrections: [first] } },
      { agentId: other.agentId, facts: { count: 2, corrections: ids } },
    ])
    expect(JSON.stringify(entries)).not.toMatch(/AUBERTIN|LAFITTE|deux T/)
  })

  test('is one at a time: the same again changes nothing', async () => {
    const { theHolder, list } = await world()
    await theHolder.post('/enrolment/correction', asked)
    const again = await theHolder.post('/enrolment/correction', { ...asked, text: 'Autre' })
    expect(again.statusCode).toBe(200)
    expect(await list()).toMatchObject([{ text: asked.text }])
  })

  test('is closed once, written down, and its holder is told', async () => {
    const { theHolder, list, one, agent, mails, acts, pass } = await world()
    await theHolder.post('/enrolment/correction', asked)
    const [{ correctionId }] = await list()
    const url = `/api/corrections/${correctionId}`
    pass(1_000)
    const both = await Promise.all([
      one.post(url, { outcome: 'corrected' }),
      (await agent()).post(url, { outcome: 'corrected' }),
    ])
    expect(both.map(codeOf).toSorted()).toEqual(['correction-closed', undefined])
    expect(await list()).toEqual([])
    expect((await theHolder.read()).correction).toEqual({ state: 'closed' })
    const [letter] = await mails.list(1)
    expect(letter?.text).toContain('Votre dossier est corrigé')
    expect(letter?.text).not.toContain('deux T')
    expect(await acts()).toMatchObject([
      { act: 'corrections-read', subject: one.agentId },
      { act: 'correction-closed', subject: correctionId },
    ])
    expect(codeOf(await one.post('/api/corrections/x', { outcome: 'corrected' }))).toBe(
      'correction-closed',
    )
    await theHolder.post('/enrolment/correction', asked)
    expect(await list()).toHaveLength(1)
  })

  test('is for whoever proved their contact, of traits there are, in few words', async () => {
    const { holder: make, theHolder } = await world()
    const early = make()
    await early.accept()
    await early.tell('theo')
    expect(codeOf(await early.post('/enrolment/correction', asked))).toBe('enrolment-step')
    for (const change of [{ text: '' }, { text: 'x'.repeat(501) }, { differing: ['nir'] }]) {
      const answer = await theHolder.post('/enrolment/correction', { ...asked, ...change })
      expect(codeOf(answer)).toBe('request-malformed')
    }
  })
})
