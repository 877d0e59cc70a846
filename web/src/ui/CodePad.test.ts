import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApp, h, ref } from 'vue'
import type { App } from 'vue'
import CodePad from './CodePad.vue'

const digits = ref('')
const isDisabled = ref(false)
let codes: string[]
let app: App
let place: HTMLElement

beforeEach(() => {
  digits.value = ''
  isDisabled.value = false
  codes = []
  place = document.body.appendChild(document.createElement('div'))
  app = createApp({
    render: () =>
      h(CodePad, {
        modelValue: digits.value,
        'onUpdate:modelValue': (next: string) => (digits.value = next),
        disabled: isDisabled.value,
        words: { pad: 'Pad', erase: 'Erase' },
        onComplete: (code: string) => codes.push(code),
      }),
  })
  app.mount(place)
})

afterEach(() => {
  app.unmount()
  place.remove()
})

async function press(key: string, target: EventTarget = document.body): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await Promise.resolve()
}

describe('the code pad', () => {
  it('gives the whole code once, at its last digit', async () => {
    for (const key of '195748') await press(key)
    expect(codes).toEqual(['195748'])
    await press('1')
    expect(codes).toHaveLength(1)
  })

  it('erases one digit', async () => {
    for (const key of ['1', '9', 'Backspace', '5']) await press(key)
    expect(digits.value).toBe('15')
  })

  it('takes digits by touch', async () => {
    const keys = [...place.querySelectorAll('button')]
    keys.find((key) => key.textContent.trim() === '7')?.click()
    expect(digits.value).toBe('7')
  })

  it('takes a pasted code with its spaces, and nothing else', async () => {
    paste('195 748 22')
    expect(codes).toEqual([])
    paste('secret')
    expect(digits.value).toBe('')
    paste('195 748')
    expect(codes).toEqual(['195748'])
  })

  it('leaves a field of the page its own keys', async () => {
    const field = place.appendChild(document.createElement('input'))
    await press('1', field)
    expect(digits.value).toBe('')
  })

  it('hears nothing while disabled, nor once gone', async () => {
    isDisabled.value = true
    await Promise.resolve()
    await press('1')
    app.unmount()
    isDisabled.value = false
    await press('2')
    expect(digits.value).toBe('')
  })
})

function paste(text: string): void {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text', text)
  document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
}
