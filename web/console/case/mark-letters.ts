/** A piece of a word; marked where the other side has something else there, and then empty where this side has nothing. */
export interface Letters {
  readonly text: string
  readonly isMarked: boolean
}

export interface MarkedPair {
  readonly document: readonly Letters[]
  readonly registry: readonly Letters[]
  /** letters that one side has and the other has not */
  readonly differing: number
}

/**
 * Marks where two spellings of a name part, letter by letter: the longest run of letters common to both stays plain.
 * Accents, capitals and fillers part nobody; what is shown is as it was written.
 */
export function markLetters(document: string, registry: string): MarkedPair {
  const [theirs, ours] = [[...document], [...registry]]
  const common = longestCommon(theirs.map(folded), ours.map(folded))
  const parts: Record<'document' | 'registry', Letters[]> = { document: [], registry: [] }
  let [from, fromOurs, differing] = [0, 0, 0]
  for (const [at, atOurs] of [...common, [theirs.length, ours.length] as const]) {
    const [left, leftOurs] = [theirs.slice(from, at), ours.slice(fromOurs, atOurs)]
    if (left.length + leftOurs.length > 0) {
      add(parts.document, { text: left.join(''), isMarked: true })
      add(parts.registry, { text: leftOurs.join(''), isMarked: true })
      differing += Math.max(left.length, leftOurs.length)
    }
    add(parts.document, { text: theirs[at] ?? '', isMarked: false })
    add(parts.registry, { text: ours[atOurs] ?? '', isMarked: false })
    ;[from, fromOurs] = [at + 1, atOurs + 1]
  }
  return { ...parts, differing }
}

/** Plain letters go on the plain piece before them; an empty plain piece is none. */
function add(parts: Letters[], { text, isMarked }: Letters): void {
  const last = parts.at(-1)
  if (isMarked || last === undefined || last.isMarked) {
    if (isMarked || text !== '') parts.push({ text, isMarked })
  } else {
    parts[parts.length - 1] = { text: last.text + text, isMarked }
  }
}

function folded(letter: string): string {
  return letter
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[<'’-]/, ' ')
}

/** Pairs of places, in order, whose letters agree (longest common subsequence). */
function longestCommon(
  one: readonly string[],
  other: readonly string[],
): (readonly [number, number])[] {
  const wide = other.length + 1
  // longest[i * wide + j]: how many letters are common from i and j on.
  const longest = new Uint16Array((one.length + 1) * wide)
  const at = (i: number, j: number) => longest[i * wide + j] ?? 0
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      const isSame = one[i] === other[j]
      longest[i * wide + j] = isSame ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const pairs: (readonly [number, number])[] = []
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    if (one[i] === other[j]) pairs.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return pairs
}
