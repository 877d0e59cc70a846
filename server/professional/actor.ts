/** Who acts at a counter: a professional's browser by its session, or a program of theirs by its token. */
export interface Actor {
  readonly professionalId: string
  readonly professionCode: string
  readonly organisation: string
  /** null while a browser's workstation has no name */
  readonly counter: { readonly counterId: string; readonly name: string } | null
  /** who works here now under the professional's responsibility; null for the professional */
  readonly staffId: string | null
}
