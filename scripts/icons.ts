import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import type { Browser } from 'playwright'
import { browserFlags, requireBrowser } from './browser.ts'

const web = fileURLToPath(new URL('../web/', import.meta.url))

/** What a case is made of: its ground, its pocket, the pocket's edge, the thread. */
interface Stuff {
  readonly ground: string
  readonly pocket: string
  readonly edge: string
  readonly line: string
}

const leather = '#8a4519'
const lining = '#22345a'
const cases: Readonly<Record<'card' | 'counter' | 'console', Stuff>> = {
  card: { ground: lining, pocket: leather, edge: '#4d2410', line: lining },
  counter: { ground: leather, pocket: lining, edge: '#131d36', line: leather },
  console: { ground: '#f3eadc', pocket: lining, edge: '#131d36', line: lining },
}

/**
 * Draws the icons of the three apps once (they are committed): a card standing in its pocket, the half-moon notch, one
 * stitch leaning like the accent of é. The maskable form fills its square and keeps the drawing in the middle 80 %.
 */
export async function drawIcons(): Promise<void> {
  const browser = await chromium.launch({
    executablePath: await requireBrowser(),
    args: browserFlags(),
  })
  try {
    for (const [name, stuff] of Object.entries(cases)) await drawFor(browser, name, stuff)
  } finally {
    await browser.close()
  }
}

async function drawFor(browser: Browser, name: string, stuff: Stuff): Promise<void> {
  const folder = `${web}${name}/public/icons`
  await mkdir(folder, { recursive: true })
  const round = icon(stuff, 112)
  const full = icon(stuff, 0)
  await writeFile(`${folder}/icon.svg`, round)
  const sizes = [
    { file: 'icon-192.png', drawing: round, side: 192 },
    { file: 'icon-512.png', drawing: round, side: 512 },
    { file: 'maskable-192.png', drawing: full, side: 192 },
    { file: 'maskable-512.png', drawing: full, side: 512 },
    { file: 'apple-touch-icon.png', drawing: full, side: 180 },
  ]
  for (const { file, drawing, side } of sizes) {
    const page = await browser.newPage({ viewport: { width: side, height: side } })
    await page.setContent(
      `<style>body{margin:0}svg{display:block;width:${side}px}</style>${drawing}`,
    )
    await page.screenshot({ path: `${folder}/${file}`, omitBackground: true })
    await page.close()
  }
}

function icon({ ground, pocket, edge, line }: Stuff, corner: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">
  <clipPath id="tile"><rect width="512" height="512" rx="${corner}"/></clipPath>
  <g clip-path="url(#tile)">
    <path fill="${ground}" d="M0 0h512v512H0z"/>
    <rect x="96" y="118" width="320" height="300" rx="32" fill="#fffdf9"/>
    <path d="M140 176h112M140 222h64" stroke="${line}" stroke-width="20" stroke-linecap="round"/>
    <path d="M0 272h192a64 64 0 0 0 128 0h192v240H0z" fill="${pocket}"/>
    <path d="M0 272h192a64 64 0 0 0 128 0h192" fill="none" stroke="${edge}" stroke-width="13"/>
    <path d="M229 446l54-56" stroke="#f3dfbf" stroke-width="38" stroke-linecap="round"/>
  </g>
</svg>
`
}

if (import.meta.main) await drawIcons()
