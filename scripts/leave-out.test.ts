import { describe, expect, it } from 'vitest'
import { reachedWithout } from '../web/vite/leave-out.ts'

/** Files as a bundler tells of them: what each asks for at once, and what it may ask for later. */
function file(fileName: string, imports: string[] = [], dynamicImports: string[] = []) {
  const isEntry = fileName === 'first'
  return { fileName, isEntry, facadeModuleId: `/web/${fileName}.vue`, imports, dynamicImports }
}

const built = [
  file('first', ['runtime'], ['open', 'activation']),
  file('runtime'),
  file('open', ['first'], ['counter-code']),
  file('counter-code', ['field'], ['activation']),
  file('activation', ['first', 'field', 'films'], ['nir-scan']),
  file('films'),
  file('nir-scan', ['print']),
  file('print'),
  file('field'),
]

describe('what is left out of what is kept offline', () => {
  it('is a page, and all that is reached through it alone', () => {
    const kept = reachedWithout(['/web/activation.vue'], built)
    expect([...kept].toSorted()).toEqual(['counter-code', 'field', 'first', 'open', 'runtime'])
  })

  it('is nothing where every page works without the network', () => {
    expect(reachedWithout([], built).size).toBe(built.length)
  })
})
