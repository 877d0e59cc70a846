import type * as OpenPages from './open-pages.ts'

let pages: Promise<typeof OpenPages> | null = null

/** Loads the pages of an open case, once; after a failure the next call tries again. */
export function loadOpenPages(): Promise<typeof OpenPages> {
  pages ??= import('./open-pages.ts').catch((error: unknown) => {
    pages = null
    throw error
  })
  return pages
}
