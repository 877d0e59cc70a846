import type { CardContent } from '@etui/shared/card/card.ts'
import type { Beneficiary } from '../registry/registry.ts'

/** What a card says of a beneficiary, from the registry: names in upper case and NFC, within 80 bytes. */
export function cardContent({
  traits,
  nir,
  ownNir,
  quality,
  birthRank,
  rights,
}: Beneficiary): CardContent {
  const { complementaryNumber, complementaryTo } = rights
  return {
    nir,
    familyName: cardName(traits.familyName),
    givenNames: cardName(traits.givenNames),
    birthDate: Number(traits.birthDate.replaceAll('-', '')),
    birthRank,
    regime: rights.organisation,
    managementCode: rights.managementCode,
    coverage: rights.coverage,
    ...(complementaryNumber !== undefined && { complementaryNumber }),
    ...(complementaryTo !== undefined && { complementaryUntil: complementaryTo }),
    quality,
    ...(ownNir !== undefined && { ownNir }),
  }
}

/** Cut between two letters where a name is longer than a card holds. */
export function cardName(name: string): string {
  const whole = name.normalize('NFC').toUpperCase().replace(/\s+/g, ' ').trim()
  if (Buffer.byteLength(whole) <= 80) return whole
  const letters = [...whole]
  while (Buffer.byteLength(letters.join('')) > 80) letters.pop()
  return letters.join('').trimEnd()
}
