import { createContext, runInContext } from 'node:vm'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { takeFromFirst, toClassicScript } from '../web/vite/classic-script.ts'

const first = 'first-1234.js'

describe('the first file as a classic script', () => {
  test('does what the module did, and offers what it exported', async () => {
    const page = createContext({ seen: [] as number[] })
    const module = 'const e=1;let t=e+1;seen.push(t);await 0;seen.push(3);export{e as a,t as b};'
    runInContext(toClassicScript(module), page)
    runInContext(
      takeFromFirst(`import{a as x,b as y}from"./${first}";seen.push(x,y);`, first),
      page,
    )
    await turn()
    expect(page['seen']).toEqual([2, 1, 2, 3])
  })

  test('hands itself to what asks for it as it runs', async () => {
    const page = createContext({})
    runInContext(toClassicScript('const e=5;export{e as five};'), page)
    const asking = runInContext(
      takeFromFirst(`import("./${first}").then((n)=>n.five)`, first),
      page,
    )
    expect(await asking).toBe(5)
  })

  test('knows its own address', () => {
    const page = createContext({
      document: { currentScript: { src: 'https://carte.example/a.js' } },
    })
    runInContext(toClassicScript('globalThis.own=import.meta.url;'), page)
    expect(page['own']).toBe('https://carte.example/a.js')
  })

  test.each([
    'import{a}from"./other.js";a()',
    'let e=0;function t(){e++}export{e as a,t as b};',
    'let e=0;[e]=[1];export{e as a};',
    'export default 1',
    'export*from"./other.js"',
  ])('refuses to stand in for %s', (module) => {
    expect(() => toClassicScript(module)).toThrow(TypeError)
  })

  test('minds no name that is only the same', () => {
    const module =
      'const e=0;function t(e){e=1;return e}let n=()=>{let e=1;e++};export{e as a,t as b};'
    expect(() => toClassicScript(module)).not.toThrow()
  })

  test('leaves alone what takes nothing from it', () => {
    const module = 'import{a}from"./other.js";a();'
    expect(takeFromFirst(module, first)).toBe(module)
  })
})
