/**
 * Remembers outside the database that this browser held a card, so that a database the browser cleared is told apart from a
 * first opening. A browser that clears everything leaves nothing to remember by.
 */
export interface HeldMarker {
  isSet(): boolean
  set(isHeld: boolean): void
}

const place = 'etui.card-held'

export function createHeldMarker(storage: Storage = localStorage): HeldMarker {
  return {
    isSet: () => storage.getItem(place) !== null,
    set: (isHeld) => {
      if (isHeld) storage.setItem(place, 'yes')
      else storage.removeItem(place)
    },
  }
}
