import { inventedPeople, type InventedPerson } from '@etui/server/registry/invented-people.ts'

/** Somebody of the demonstration, by the id of the seeded registry. Throws for one who is not in it. */
export function person(registryId: string): InventedPerson {
  const found = inventedPeople(new Date()).find((each) => each.registryId === registryId)
  if (!found) throw new TypeError(`nobody is called ${registryId}`)
  return found
}

/** A code no rule calls easy to guess, and two others. */
export const secretCode = '482915'
export const otherCodes = ['730264', '615839', '927406', '384157'] as const
