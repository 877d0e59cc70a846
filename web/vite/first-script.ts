import { readFileSync } from 'node:fs'
import { compileFunction } from 'node:vm'
import type { Plugin } from 'vite'
import { takeFromFirst, toClassicScript } from './classic-script.ts'

/**
 * Makes the first file of an app a classic script. Chromium compiles classic scripts as a service worker stores them, and
 * starts from what it compiled; modules it compiles anew at every start. Every other file stays a module. Fails the build where that file cannot be a classic script.
 */
export function firstScriptPlugin(): Plugin {
  return {
    name: 'etui:first-script',
    apply: 'build',
    enforce: 'post',
    // Names are made of what the files hold before this plugin: another plugin is another name.
    augmentChunkHash: () => readFileSync(new URL('classic-script.ts', import.meta.url), 'utf8'),
    transformIndexHtml: {
      order: 'post',
      handler: (page) => page.replace('<script type="module" crossorigin ', '<script defer '),
    },
    generateBundle: {
      order: 'post',
      handler(_options, files) {
        const chunks = Object.values(files).filter((file) => file.type === 'chunk')
        const first = chunks.find(({ fileName }) => isFirstFile(fileName))
        if (first === undefined) this.error('there is no first file')
        first.code = toClassicScript(first.code)
        // Throws what a browser would.
        compileFunction(first.code, [], { filename: first.fileName })
        const name = first.fileName.split('/').at(-1) ?? ''
        for (const chunk of chunks) {
          if (chunk !== first) chunk.code = takeFromFirst(chunk.code, name)
        }
      },
    },
  }
}

/** Whether a file of the build, by its address, is the one its page begins with. */
export function isFirstFile(name: string): boolean {
  return /(^|\/)first-[^/]+\.js$/.test(name)
}
