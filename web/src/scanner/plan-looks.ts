import { allLooks } from './read-picture.ts'
import type { Look, Seen } from './read-picture.ts'

/** With nothing in sight, the closer looks are taken at one picture of so many: a counter watches an empty desk all day. */
const EVERY = 3

/**
 * How closely to look at the next picture, given what the last one showed. A code that was seen and not read is looked at in
 * every way; else the plain look alone, and one closer look now and then, each in its turn.
 */
export function planLooks(): (last: Seen['kind']) => readonly Look[] {
  const [plain, ...closer] = allLooks
  let turn = 0
  return (last) => {
    if (last === 'blurred') return allLooks
    turn += 1
    const look = closer[(turn / EVERY) % closer.length]
    return turn % EVERY === 0 && look ? [plain, look] : [plain]
  }
}
