/** The places of the open case; each is the name of its route. */
export type Place = 'card' | 'spending' | 'readings' | 'settings'
