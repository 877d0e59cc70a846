import type { Page } from '@playwright/test'

export interface SpecimenPerson {
  readonly familyName: string
  readonly givenNames: string
  /** YYYY-MM-DD */
  readonly birthDate: string
  readonly sex: 'M' | 'F'
}

/** The machine-readable zone of a specimen card with true check digits (ICAO Doc 9303-5, section 4.2). */
export function specimenZone({ familyName, givenNames, birthDate, sex }: SpecimenPerson): string[] {
  const number = 'SPEC1MEN7'
  const birth = birthDate.replaceAll('-', '').slice(2)
  const expiry = '350101'
  const top = fill(`IDFRA${number}${digitOf(number)}`, 30)
  const middle = fill(`${birth}${digitOf(birth)}${sex}${expiry}${digitOf(expiry)}FRA`, 29)
  const all = top.slice(5) + middle.slice(0, 7) + middle.slice(8, 15) + middle.slice(18)
  return [top, middle + digitOf(all), fill(`${familyName}<<${givenNames.replaceAll(' ', '<')}`, 30)]
}

/** A specimen document as a camera sees it, as PNG bytes; `page` is closed. */
export async function drawSpecimen(page: Page, person: SpecimenPerson): Promise<Uint8Array> {
  const zone = specimenZone(person).join('\n').replaceAll('<', '&lt;')
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.setContent(`<body style="margin:0;background:#d9dde2;font:34px sans-serif;color:#20242c">
    <p style="margin:40px 70px 0;font-size:48px">CARTE D’IDENTITÉ — SPÉCIMEN</p>
    <p style="margin:30px 70px 0">${person.familyName}<br>${person.givenNames}</p>
    <pre style="margin:170px 60px 0;font:700 56px/1.4 'DejaVu Sans Mono',monospace">${zone}</pre>`)
  const picture = await page.screenshot()
  await page.close()
  return picture
}

function fill(text: string, length: number): string {
  return text.padEnd(length, '<')
}

/** Weights 7, 3, 1; letters count from 10, a filler is 0 (ICAO Doc 9303-3, section 4.9). */
function digitOf(text: string): string {
  const weights = [7, 3, 1] as const
  const sum = [...text].reduce((total, character, at) => {
    const value = character === '<' ? 0 : Number.parseInt(character, 36)
    return total + value * (weights[at % 3] ?? 0)
  }, 0)
  return String(sum % 10)
}
