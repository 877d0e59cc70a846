/** One card of the case, as the screens show it. Names as the issuer signed them. */
export interface CardView {
  /** the beneficiary; '0' is the holder */
  readonly id: string
  readonly givenNames: string
  readonly familyName: string
  /** YYYYMMDD; month or day may be impossible */
  readonly birthDate: number
  /** 15 characters */
  readonly nir: string
  readonly rights: { readonly isOpen: boolean; readonly askedAt: Date }
}
