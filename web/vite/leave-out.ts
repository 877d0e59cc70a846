import type { Plugin } from 'vite'

/** One file of those that a service worker keeps. */
interface KeptFile {
  readonly url: string
}

/**
 * Leaves some pages out of what a service worker keeps, with every script that is reached through them alone; what any other
 * page needs as well is kept. Pages are named by their sources, whatever the bundler calls their files. `plugin` reads what
 * was built, then `keepRest` chooses among the files found. Fails the build where a page has no file of its own.
 */
export function leaveOut(pages: readonly string[]): {
  readonly plugin: Plugin
  readonly keepRest: <File extends KeptFile>(files: File[]) => { manifest: File[] }
} {
  let left: ReadonlySet<string> = new Set()
  return {
    plugin: {
      name: 'etui:leave-out',
      apply: 'build',
      generateBundle(_options, files) {
        const chunks = Object.values(files).filter((file) => file.type === 'chunk')
        for (const page of pages) {
          if (!chunks.some((chunk) => isPage(chunk, [page])))
            this.error(`${page} has no file of its own`)
        }
        const kept = reachedWithout(pages, chunks)
        left = new Set(chunks.map(({ fileName }) => fileName).filter((name) => !kept.has(name)))
      },
    },
    keepRest: (files) => ({ manifest: files.filter(({ url }) => !left.has(url)) }),
  }
}

/** A file of the build, as the bundler tells of it. */
interface Chunk {
  readonly fileName: string
  readonly isEntry: boolean
  /** the source it stands for, by its path */
  readonly facadeModuleId: string | null
  readonly imports: readonly string[]
  readonly dynamicImports: readonly string[]
}

/** The names of the files that a way leads to from the entry which passes by none of these pages. */
export function reachedWithout(
  pages: readonly string[],
  chunks: readonly Chunk[],
): ReadonlySet<string> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const reached = new Set<string>()
  const follow = (fileName: string) => {
    const chunk = byName.get(fileName)
    if (chunk === undefined || reached.has(fileName) || isPage(chunk, pages)) return
    reached.add(fileName)
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) follow(next)
  }
  for (const { fileName, isEntry } of chunks) if (isEntry) follow(fileName)
  return reached
}

function isPage({ facadeModuleId }: Chunk, pages: readonly string[]): boolean {
  return facadeModuleId !== null && pages.includes(facadeModuleId)
}
