import { describe, expect, it } from 'vitest'
import { nativeReader } from './native-reader.ts'
import { planLooks } from './plan-looks.ts'
import { allLooks } from './read-picture.ts'

describe('the looks at pictures', () => {
  it('are cheap while nothing is in sight, with each closer one now and then', () => {
    const next = planLooks()
    const looks = Array.from({ length: 12 }, () => next('nothing'))
    expect(looks.filter((each) => each.length === 1)).toHaveLength(8)
    expect(new Set(looks.flat())).toEqual(new Set(allLooks))
  })

  it('are all taken while a code is seen and not read', () => {
    const next = planLooks()
    expect(next('blurred')).toEqual(allLooks)
    expect(next('text')).toEqual(['plain'])
  })
})

describe('the system’s own reader', () => {
  const picture = new ImageData(1, 1)

  it('reads where there is one', async () => {
    class BarcodeDetector {
      detect = async () => [{ rawValue: '27' }]
    }
    expect(await nativeReader({ BarcodeDetector })(picture)).toBe('27')
    expect(await nativeReader({})(picture)).toBeUndefined()
  })

  it('is asked no more once it failed', async () => {
    let asked = 0
    class BarcodeDetector {
      detect = () => Promise.reject(new DOMException(`no service ${(asked += 1)}`))
    }
    const read = nativeReader({ BarcodeDetector })
    expect([await read(picture), await read(picture), asked]).toEqual([undefined, undefined, 1])
  })

  it('is done without where it knows other codes only', async () => {
    class BarcodeDetector {
      constructor() {
        throw new TypeError('no such format')
      }
      detect = async () => []
    }
    expect(await nativeReader({ BarcodeDetector })(picture)).toBeUndefined()
  })
})
