/** The way in person (DESIGN.md 5): a code on the phone, typed by an agent who holds the document. Durations in milliseconds. */
export const deskCodeMs = 15 * 60_000
/** Wrong second halves of a code, at all desks together; then it is over. */
export const deskCodeTries = 5
/** A second agent has so long to agree, where another phone is in use. */
export const deskApprovalMs = 60 * 60_000

/** Letters and digits that nobody takes for another. */
export const deskAlphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
export const deskCodeLength = 8

/** A code as it was typed: blanks and hyphens do not count, nor does the case. Undefined when it cannot be one. */
export function readDeskCode(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase()
  const isCode =
    code.length === deskCodeLength && [...code].every((each) => deskAlphabet.includes(each))
  return isCode ? code : undefined
}
