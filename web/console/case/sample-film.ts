/** Longest wait for one picture of a film. */
const PICTURE_LIMIT_MS = 15_000

/**
 * So many pictures of a film, spread over its length, each at most `width` wide. Rejects with Error when the film cannot be
 * played or does not answer.
 */
export async function sampleFilm(
  address: string,
  count: number,
  signal: AbortSignal,
): Promise<ImageBitmap[]> {
  const film = document.createElement('video')
  film.muted = true
  film.preload = 'auto'
  const pictures: ImageBitmap[] = []
  try {
    const opened = happens(film, 'loadeddata', signal)
    film.src = address
    await opened
    const length = await lengthOf(film, signal)
    for (let at = 0; at < count; at++) {
      const sought = happens(film, 'seeked', signal)
      film.currentTime = (length * (at + 0.5)) / count
      await sought
      pictures.push(await createImageBitmap(film))
    }
    return pictures
  } catch (error) {
    for (const picture of pictures) picture.close()
    throw error
  } finally {
    film.removeAttribute('src')
    film.load()
  }
}

/** Seconds. A film straight from a recorder does not tell its length before its end was looked for. */
export async function lengthOf(film: HTMLVideoElement, signal: AbortSignal): Promise<number> {
  if (!Number.isFinite(film.duration)) {
    const sought = happens(film, 'seeked', signal)
    film.currentTime = Number.MAX_SAFE_INTEGER
    await sought
  }
  const length = Number.isFinite(film.duration) ? film.duration : film.currentTime
  return length
}

function happens(film: HTMLVideoElement, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const ends = AbortSignal.any([signal, AbortSignal.timeout(PICTURE_LIMIT_MS)])
    const once = { once: true, signal: ends }
    film.addEventListener(name, () => resolve(), once)
    film.addEventListener('error', () => reject(new Error('The film cannot be played')), once)
    ends.addEventListener('abort', () => reject(new Error('The film does not answer')), {
      once: true,
    })
  })
}
