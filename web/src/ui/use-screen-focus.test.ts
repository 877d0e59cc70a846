import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp, defineComponent, h, nextTick, shallowRef, useTemplateRef, type App } from 'vue'
import { useScreenFocus } from './use-screen-focus.ts'

const screen = shallowRef('first')
let app: App
let place: HTMLElement

const Page = defineComponent(() => {
  const root = useTemplateRef<HTMLElement>('root')
  useScreenFocus(() => root.value, 'Étui')
  return () =>
    h('div', { ref: 'root' }, [
      h('h1', { key: screen.value, 'data-title': screen.value === 'Lina' ? 'named' : undefined }, [
        screen.value,
      ]),
      h('button', { key: `button ${screen.value}` }, 'go on'),
      h('input', { key: 'kept' }),
    ])
})

beforeEach(() => {
  screen.value = 'first'
  place = document.body.appendChild(document.createElement('div'))
  app = createApp(Page)
  app.mount(place)
})

afterEach(() => {
  app.unmount()
  place.remove()
})

async function go(to: string): Promise<void> {
  screen.value = to
  await nextTick()
  await new Promise((done) => setTimeout(done))
}

test('leaves the first screen alone, and names the page by it', () => {
  expect(document.activeElement).toBe(document.body)
  expect(document.title).toBe('first · Étui')
})

test('puts the focus on the title of the next screen when the pressed button is gone', async () => {
  place.querySelector('button')?.focus()
  await go('second')
  expect(document.activeElement).toBe(place.querySelector('h1'))
  expect(document.title).toBe('second · Étui')
})

test('takes the focus from nothing that has it', async () => {
  place.querySelector('input')?.focus()
  await go('second')
  expect(document.activeElement).toBe(place.querySelector('input'))
})

test('keeps a name out of the page’s title', async () => {
  await go('Lina')
  expect(document.title).toBe('named · Étui')
})

test('takes the focus from what is kept in a screen no longer seen', async () => {
  const unseen = place.firstElementChild?.appendChild(document.createElement('div'))
  const kept = unseen?.appendChild(document.createElement('button'))
  kept?.focus()
  expect(document.activeElement).toBe(kept)
  unseen?.style.setProperty('content-visibility', 'hidden')
  await go('second')
  expect(document.activeElement).toBe(place.querySelector('h1'))
})
