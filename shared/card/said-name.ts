/** Given names as they are written beside a family name in capitals: "Marie-Claire", "Jean Paul". */
export function saidGivenNames(givenNames: string): string {
  const lower = givenNames.toLocaleLowerCase('fr')
  return lower.replace(
    /(^|[\s\-'’])(\p{L})/gu,
    (_, before: string, first: string) => before + first.toLocaleUpperCase('fr'),
  )
}

/** What somebody is called: the first of the given names, which a comma parts: "Marie-Claire". */
export function calledName(givenNames: string): string {
  return saidGivenNames(givenNames.split(',')[0]?.trim() ?? '')
}
