/** What the models think of two films, each 0..1; a score is absent where no face was seen to judge. */
export interface Likeness {
  /** the document's portrait and the face: above one half they are rather the same person's */
  readonly likeness?: number
  /** the face is there rather than a flat picture of it */
  readonly liveness?: number
  /** the face is bare rather than imitated, by a screen or a mask */
  readonly realness?: number
}

/** One face as the models see it in one picture. */
export interface SeenFace {
  /** share of the picture it fills */
  readonly size: number
  /** how far it is turned away, radians */
  readonly turned: number
  readonly liveness: number
  readonly realness: number
  readonly description: readonly number[]
}

/**
 * Sums up two films: the portrait is the largest face of the document's pictures; of the face's pictures the straighter
 * half counts, since the challenge makes the head turn, and of each score the middle value. `similarity` compares two
 * descriptions.
 */
export function sumUp(
  films: { readonly document: readonly SeenFace[]; readonly face: readonly SeenFace[] },
  similarity: (one: readonly number[], other: readonly number[]) => number,
): Likeness {
  const [portrait] = films.document.toSorted((one, other) => other.size - one.size)
  const straight = films.face
    .toSorted((one, other) => one.turned - other.turned)
    .slice(0, Math.ceil(films.face.length / 2))
  const liveness = middle(straight.map((face) => face.liveness))
  const realness = middle(straight.map((face) => face.realness))
  const likeness =
    portrait && middle(straight.map((face) => similarity(portrait.description, face.description)))
  return {
    ...(likeness !== undefined && { likeness }),
    ...(liveness !== undefined && { liveness }),
    ...(realness !== undefined && { realness }),
  }
}

/** Of an even number the lower of the two in the middle: a score is never the mean of two pictures. */
function middle(scores: readonly number[]): number | undefined {
  return scores.toSorted((one, other) => one - other)[Math.ceil(scores.length / 2) - 1]
}
