import { getDocument } from 'pdfjs-dist'
// Its worker in the page itself: no second script is fetched.
import 'pdfjs-dist/build/pdf.worker.mjs'
import { describe, expect, it } from 'vitest'
import { expensesPdf, type ExpensesText } from './expenses-pdf.ts'

const row = {
  day: '14 avril 2026',
  place: 'Pharmacie des Tilleuls',
  detail: 'Claire, Œdème : crème à l’arnica × 2',
  amounts: ['23,80\u00a0€', '15,00\u00a0€', '6,80\u00a0€', '2,00\u00a0€'],
}
const text: ExpensesText = {
  language: 'fr',
  title: 'Dépenses de santé',
  lead: ['Du 1er mai 2025 au 14 avril 2026', 'Pour Claire et Jules'],
  columns: ['Jour', 'Lieu et acte', 'Total', 'Obligatoire', 'Mutuelle', 'À votre charge'],
  sum: 'Total',
  sums: ['1\u202f884,10\u00a0€', '1\u202f523,70\u00a0€', '300,00\u00a0€', '60,40\u00a0€'],
  rows: [row],
  made: 'Écrit par Étui.',
  page: (page, pages) => `Page ${page} sur ${pages}`,
}

async function read(said: ExpensesText) {
  const document = await getDocument({ data: expensesPdf(said), useSystemFonts: true }).promise
  const pages = await Promise.all(
    Array.from({ length: document.numPages }, (_, at) => document.getPage(at + 1)),
  )
  const texts = await Promise.all(
    pages.map(async (page) => {
      const { items } = await page.getTextContent()
      return items.flatMap((item) => ('str' in item && item.str.trim() ? [item] : []))
    }),
  )
  return { document, pages, texts, words: texts.flat().map(({ str }) => str) }
}

describe('the expenses as a document', () => {
  it('says everything it was given, accents and euros included', async () => {
    const { words, document } = await read(text)
    const one = words.join('|').replaceAll('\u00a0', ' ')
    for (const said of [text.title, ...text.lead, ...text.columns, row.place, text.made]) {
      expect(one).toContain(said)
    }
    for (const said of ['1 884,10 €', '2,00 €', 'Œdème : crème à l’arnica × 2', 'Page 1 sur 1']) {
      expect(one).toContain(said)
    }
    const { info } = await document.getMetadata()
    expect(info).toMatchObject({ Title: 'Dépenses de santé', Language: 'fr' })
  })

  it('is tagged: a heading, then a table whose cells are read in their order', async () => {
    const { pages } = await read(text)
    const tree = JSON.stringify(await pages[0]?.getStructTree())
    const told = Array.from(tree.matchAll(/"role":"(\w+)"/g), ([, role]) => role)
    const roles = told.filter((role) => role !== 'Root')
    const head = Array<string>(6).fill('TH')
    expect(roles.slice(0, 5)).toEqual(['Document', 'H1', 'P', 'P', 'Table'])
    const body = ['TR', head, 'TR', head, 'TR', Array<string>(6).fill('TD'), 'P']
    expect(roles.slice(5)).toEqual(body.flat())
  })

  it('goes on from page to page, its columns named on each, and stays within them', async () => {
    const rows = Array.from({ length: 90 }, (_, at) => ({
      ...row,
      place: `Maison de santé pluriprofessionnelle du Faubourg numéro ${at + 1}`,
    }))
    const { texts, words, pages } = await read({ ...text, rows })
    expect(pages.length).toBeGreaterThan(2)
    for (const items of texts) {
      const said = items.map(({ str }) => str)
      expect(said).toContain('Lieu et acte')
      for (const { transform, width } of items) {
        const [, , , , x, y] = transform as [number, number, number, number, number, number]
        expect(x).toBeGreaterThanOrEqual(40)
        expect(x + width).toBeLessThanOrEqual(555)
        expect(y).toBeGreaterThan(30)
      }
    }
    expect(words).toContain(`Page ${pages.length} sur ${pages.length}`)
    expect(words.filter((word) => word === '14 avril 2026')).toHaveLength(90)
  })
})
