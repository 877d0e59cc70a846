import type { Exemption } from './tables/raised-rates.ts'

interface AnyLine {
  readonly code: string
  readonly label?: string
  /** 1 to 99 */
  readonly quantity: number
  /** what is asked for one, coefficient included */
  readonly unitCents: number
  /** the tariff of one, where it differs from what is asked; what is above it is nobody's but the patient's */
  readonly tariffCents?: number
  /** in place of the person's own, for this line alone */
  readonly exemption?: Exemption
}

/** A letter of the general nomenclature: `G`, `AMI` 4.5 (450 hundredths). */
export interface NgapLine extends AnyLine {
  readonly kind: 'ngap'
  readonly coefficientHundredths?: number
}

/** A technical act, with activity and phase where told: `HBLD036`, `HBLD036-1-0`. */
export interface CcamLine extends AnyLine {
  readonly kind: 'ccam'
}

/** Boxes of a medicine by its CIP13, with the class of its rate; 0 is not refunded. */
export interface MedicineLine extends AnyLine {
  readonly kind: 'medicine'
  readonly rateClass: (typeof rateClasses)[number]
}

/** Anything else, by its label; never refunded. */
export interface FreeLine extends AnyLine {
  readonly kind: 'free'
  readonly label: string
}

/** A line of an invoice. Amounts are whole cents; whether it may be billed is `checkActs`' word. */
export type ActLine = NgapLine | CcamLine | MedicineLine | FreeLine

export const rateClasses = [100, 65, 30, 15, 0] as const
