/** A camera as the browser names it. Without permission it has no name, and is no lens. */
export interface Lens {
  readonly id: string
  readonly name: string
  /** what it is for this use: the lower, the better */
  readonly rank: number
}

/** What Chromium tells of a camera before it is opened (Media Capture and Streams, InputDeviceInfo). */
interface TellsSide {
  getCapabilities?(): { readonly facingMode?: readonly string[] | string }
}

/** Too wide, too long, blind to colours, or a film instead of a lens: chosen by nobody but the person. */
const unfit =
  /ultra|grand.?angle|wide.angle|0[.,]5 ?x|t[ée]l[ée]|\bIR\b|infra|depth|profondeur|virtual|\bOBS\b|desk view/i
/** An iPhone's lenses taken together: the system passes to the one that is sharp at 15 cm. */
const joined = /triple|dual wide|double grand/i
const away = /back|rear|arri[èe]re|environment/i
const toward = /front|avant|selfie|user/i

/** The cameras of this machine in the system's order, once the person has let the page use one. */
export function lensesOf(found: readonly MediaDeviceInfo[]): Lens[] {
  return found
    .filter(({ kind, deviceId, label }) => kind === 'videoinput' && deviceId !== '' && label !== '')
    .map((device) => ({
      id: device.deviceId,
      // A webcam's name ends with its USB numbers, which nobody knows it by.
      name: device.label.replace(/\s*\([0-9a-f]{4}:[0-9a-f]{4}\)$/i, ''),
      rank: rankOf(device.label, sideOf(device)),
    }))
}

/**
 * The lens to open: the one that was chosen on this machine, by its id or, where ids change, by its name; else `open`,
 * the one the browser gave, unless another is better for sure.
 */
export function bestLens(
  lenses: readonly Lens[],
  chosen: Pick<Lens, 'id' | 'name'> | undefined,
  openId?: string,
): Lens | undefined {
  const wanted =
    lenses.find(({ id }) => id === chosen?.id) ?? lenses.find(({ name }) => name === chosen?.name)
  if (wanted) return wanted
  const [best] = lenses.toSorted((one, other) => one.rank - other.rank)
  const open = lenses.find(({ id }) => id === openId)
  return open && best && open.rank <= best.rank ? open : best
}

function rankOf(label: string, side: string): number {
  const isJoined = joined.test(label)
  if (!isJoined && unfit.test(label)) return 100
  // Android numbers the lenses of a side, the main one first: "camera2 0, facing back".
  const number = Number(/camera2? (\d+)/i.exec(label)?.[1] ?? 0)
  const sides = { away: 10, toward: 50 } as const
  const bySide = side === 'away' || side === 'toward' ? sides[side] : 30
  return bySide + Math.min(number, 9) - (isJoined ? 5 : 0)
}

function sideOf(device: MediaDeviceInfo & TellsSide): 'away' | 'toward' | 'unknown' {
  const told = [device.getCapabilities?.().facingMode ?? []].flat()
  if (told.includes('environment') || away.test(device.label)) return 'away'
  return told.includes('user') || toward.test(device.label) ? 'toward' : 'unknown'
}
