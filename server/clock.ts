/** What time it is. A need, given to whoever asks for it; tests bring their own. */
export type Clock = () => Date

export const machineClock: Clock = () => new Date()
