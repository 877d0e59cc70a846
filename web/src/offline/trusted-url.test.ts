import { expect, it } from 'vitest'
import { trustedScriptUrl } from './trusted-url.ts'

it('vouches for a script of this origin', () => {
  expect(String(trustedScriptUrl('/sw.js'))).toBe(`${location.origin}/sw.js`)
})

it.each(['https://elsewhere.example/sw.js', 'data:text/javascript,0', '//elsewhere.example/sw.js'])(
  'does not vouch for %s',
  (address) => {
    expect(() => trustedScriptUrl(address)).toThrow(TypeError)
  },
)
