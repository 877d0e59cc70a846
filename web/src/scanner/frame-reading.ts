/** A picture handed to the worker, and its answer: what the code says, or how near it came. */
export interface PictureSent {
  readonly turn: number
  readonly picture: ImageBitmap
}

export type PictureRead =
  /** the text of a code */
  | { readonly turn: number; readonly kind: 'text'; readonly text: string }
  /** a code is there and cannot be read: reflection, distance, darkness */
  | { readonly turn: number; readonly kind: 'blurred' }
  | { readonly turn: number; readonly kind: 'nothing' }
