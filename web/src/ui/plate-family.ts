/** Whose turn it is: nobody's, the card's, the moment's, the reading's, this workstation's. */
export type PlateFamily = 'valid' | 'card' | 'moment' | 'reading' | 'station'
