import { benchCard } from './card.ts'
import { benchPresentation } from './presentation.ts'
import { benchFilms } from './films.ts'
import { benchHardPictures } from './hard-reading.ts'
import { benchInvoices } from './invoices.ts'
import { benchJournal } from './journal.ts'
import { benchQueue } from './queue.ts'
import { benchScan } from './scan.ts'
import { benchServer } from './server.ts'
import { writeReport, type Section } from './report.ts'

const benches: Record<string, () => Promise<Section>> = {
  presentation: benchPresentation,
  server: benchServer,
  invoices: benchInvoices,
  journal: benchJournal,
  queue: benchQueue,
  films: benchFilms,
  pictures: benchHardPictures,
  scan: benchScan,
  card: benchCard,
}

/** `pnpm bench [name…]`: measures, prints, and writes docs/benchmarks.json and docs/benchmarks.md. */
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in benches))
if (unknown.length > 0) {
  say(`No bench named ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}
const sections: Section[] = []
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  say(`\n${name}`)
  const section = await run()
  sections.push(section)
  for (const { name: what, value, unit, ratio, ratioTo } of section.figures) {
    const compared = ratio === undefined ? '' : `   ${ratio.toPrecision(3)} of ${ratioTo}`
    say(`  ${what.padEnd(50)} ${value.toPrecision(4).padStart(10)} ${unit}${compared}`)
  }
}
writeReport(new URL('..', import.meta.url).pathname, sections)

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
