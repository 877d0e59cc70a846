import type { StoredGroup } from './key-file.ts'

const day = 86_400_000
export const epochMs = 14 * day
/** A phone may show for 30 days what it sealed for on its last day online; a day more for clocks. */
export const epochKeptMs = 31 * day
/** A counter's journal may come 31 days late, and what it read was sealed by any epoch kept then. */
const epochStoredMs = 2 * epochKeptMs

/**
 * The epochs a server must hold at an instant (DESIGN.md 4): those ended in the last 62 days, the current one and the
 * next. Draws what is missing; answers the same array when nothing is.
 */
export function bringEpochs(
  groups: readonly StoredGroup[],
  now: number,
  draw: () => string,
): readonly StoredGroup[] {
  const kept = groups.filter(({ to }) => to > now - epochStoredMs)
  const made = [...kept]
  for (;;) {
    const before = made.at(-1)
    if (before && before.from > now) break
    // After a long stop there is a hole, which no card was sealed in.
    const from = before && before.to > now - epochMs ? before.to : now
    made.push({
      gkid: nextNumber(before ?? groups.at(-1)),
      from,
      to: from + epochMs,
      pkcs8: draw(),
    })
  }
  return made.length === groups.length && kept.length === groups.length ? groups : made
}

/** Ends the current epoch now and begins another at once; the next one is drawn again behind it. */
export function rotateEpoch(
  groups: readonly StoredGroup[],
  now: number,
  draw: () => string,
): readonly StoredGroup[] {
  const past = groups
    .filter(({ from }) => from <= now)
    .map((group) => (group.to > now ? { ...group, to: now } : group))
  const future = groups.filter(({ from }) => from > now)
  // The numbers of epochs that never began are not used again: a phone may have been told of them.
  const gkid = nextNumber(future.at(-1) ?? past.at(-1))
  return bringEpochs([...past, { gkid, from: now, to: now + epochMs, pkcs8: draw() }], now, draw)
}

/** 1 to 65535 and round again; 0 is never a number. */
function nextNumber(before: StoredGroup | undefined): number {
  return ((before?.gkid ?? 0) % 65_535) + 1
}
