/** Where in the console an agent is, while no case is in hand. */
export type ConsolePlace = 'queue' | 'desk' | 'corrections' | 'reports' | 'figures'
