import type { Likeness } from './likeness.ts'

/** Pictures handed to the worker, which closes them. */
export interface FacePictures {
  readonly turn: number
  readonly document: readonly ImageBitmap[]
  readonly face: readonly ImageBitmap[]
}

export type FacesCompared =
  | { readonly turn: number; readonly likeness: Likeness }
  | { readonly turn: number; readonly fault: string }
