/** A part of a picture, in its own pixels. */
export interface Part {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Finder {
  /** width by height of the box the picture fills (`object-fit: cover`) */
  readonly ratio: number
  /** the share of the box's height that is read, in its middle */
  readonly share: number
}

/** The part of a picture that lies under a finder's band: what the person aims with is what is read, and no more. */
export function finderPart(
  picture: { readonly width: number; readonly height: number },
  { ratio, share }: Finder,
): Part {
  const isWider = picture.width > picture.height * ratio
  const width = isWider ? picture.height * ratio : picture.width
  const height = (isWider ? picture.height : picture.width / ratio) * share
  return {
    x: Math.round((picture.width - width) / 2),
    y: Math.round((picture.height - height) / 2),
    width: Math.round(width),
    height: Math.round(height),
  }
}
