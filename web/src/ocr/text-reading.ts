/** What stands in a picture, line by line, in the order one reads; `turn` is that of the picture. */
export interface TextRead {
  readonly turn: number
  readonly lines: readonly string[]
}
