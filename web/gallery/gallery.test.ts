import axe from 'axe-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cdp, page } from 'vitest/browser'
import { h, nextTick, type App } from 'vue'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import { everyReading, readAt } from '../counter/verdict/test-readings.ts'
import { testSpeech } from '../counter/verdict/test-speech.ts'
import { verdictWords } from '../counter/verdict/verdict-words.ts'
import Plate from '../src/ui/Plate.vue'
import { consoleScenes } from './console-scenes.ts'
import { scenes } from './scenes.ts'
import { clear, show, speak } from './test-stage.ts'

/** The DevTools protocol's own session, whose types list few of its methods. */
interface Devtools {
  send(method: string, parameters?: object): Promise<unknown>
}
const devtools = () => cdp() as unknown as Devtools

/** Each language in one of the two palettes: contrast is looked at in both, and so are the words of both. */
const looks = [
  { language: 'fr', scheme: 'light' },
  { language: 'en', scheme: 'dark' },
] as const

/** Scenes of a desk, where letters are enlarged by the browser's zoom. */
const atADesk = ['desk', 'parts', ...Object.keys(consoleScenes)]

describe.each(looks)('has no barrier in $language and $scheme:', ({ language, scheme }) => {
  let app: App | undefined

  beforeAll(async () => {
    await page.viewport(360, 740)
    await devtools().send('Emulation.setEmulatedMedia', {
      features: [
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ],
    })
    speak(language)
  })
  afterEach(() => clear(app))
  afterAll(() => devtools().send('Emulation.setEmulatedMedia', { features: [] }))

  it.each(Object.entries(scenes))('%s', async (_, scene) => {
    app = show(scene)
    await expectNoBarrier()
  })

  it('the plate of every verdict', async () => {
    const speech = { ...testSpeech(language, readAt), cardClass: 'production' } as const
    app = show(() =>
      h(
        'main',
        everyReading.map((reading) => {
          const { family, turn, title, next, why } = verdictWords(reading, speech)
          const told = { family, verdict: title, ...(turn && { turn }), ...(next && { next }) }
          return h(Plate, told, { default: () => why.map((line) => h('p', line)) })
        }),
      ),
    )
    await expectNoBarrier()
  })
})

it.each(Object.entries(scenes).filter(([name]) => !atADesk.includes(name)))(
  'with letters twice as large nothing of %s is beside the screen of a phone',
  async (_, scene) => {
    await page.viewport(360, 740)
    speak('fr')
    document.documentElement.style.fontSize = '200%'
    const app = show(scene)
    await nextTick()
    const { scrollWidth } = document.documentElement
    clear(app)
    document.documentElement.style.fontSize = ''
    expect(scrollWidth).toBeLessThanOrEqual(360)
  },
)

async function expectNoBarrier(): Promise<void> {
  // What a screen asks for is there with its heading.
  await expect.poll(() => document.querySelector('h1')).not.toBeNull()
  const { violations } = await axe.run(document, {
    resultTypes: ['violations'],
    // Every text at 7:1 or more.
    rules: { 'color-contrast-enhanced': { enabled: true } },
  })
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n  ')}`,
  )
  expect(told).toEqual([])
}
