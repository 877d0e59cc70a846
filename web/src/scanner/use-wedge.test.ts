import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { EffectScope } from 'vue'
import { useWedge } from './use-wedge.ts'

const azerty: Record<string, string> = Object.fromEntries(
  [...`à&é"'(-è_ç`].map((key, digit) => [String(digit), key]),
)
const frame = `27210040${'1234567890'.repeat(4)}55`

describe('a wedge scanner on the page', () => {
  let scope: EffectScope
  let heard: string[]

  beforeEach(() => {
    document.body.innerHTML =
      '<button>Suivant</button><input id="name" value="Comptoir"><p tabindex="-1">texte</p>'
    heard = []
    scope = effectScope()
    scope.run(() => useWedge((burst) => heard.push(burst.text)))
  })

  afterEach(() => scope.stop())

  it('is heard whatever has the focus, and presses nothing', async () => {
    const pressed = vi.fn()
    const button = document.querySelector('button')
    button?.addEventListener('keydown', pressed)
    const enter = scan(button, frame)
    expect(heard).toEqual([frame])
    expect(enter.defaultPrevented).toBe(true)
    // The first stroke may be anybody's; every other one is kept from the button.
    expect(pressed).toHaveBeenCalledTimes(1)
  })

  it('is heard without Enter, after a pause', async () => {
    scan(document.querySelector('p'), frame, '')
    expect(heard).toEqual([])
    await vi.waitFor(() => expect(heard).toEqual([frame]))
  })

  it('gives a field back what it held', () => {
    const field = document.querySelector('input')
    scan(field, frame)
    expect(heard).toEqual([frame])
    expect(field?.value).toBe('Comptoir')
  })

  it('leaves a quick hand its field and its Enter', () => {
    const field = document.querySelector('input')
    const enter = scan(field, '0123456789')
    expect(heard).toEqual([])
    expect(enter.defaultPrevented).toBe(false)
    expect(field?.value).toBe('Comptoirà&é"\'(-è_ç')
  })

  it('is no longer heard once the screen is left', () => {
    scope.stop()
    scan(document.querySelector('p'), frame)
    expect(heard).toEqual([])
  })
})

/** Types as a scanner on an AZERTY host does, putting characters in the field unless the page forbids it. */
function scan(target: Element | null, digits: string, end = 'Enter'): KeyboardEvent {
  for (const digit of digits) {
    const key = azerty[digit] ?? digit
    const event = press(target, key, `Digit${digit}`)
    if (target instanceof HTMLInputElement && !event.defaultPrevented) target.value += key
  }
  return end ? press(target, end, end) : press(target, 'Shift', 'ShiftLeft')
}

function press(target: Element | null, key: string, code: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true })
  target?.dispatchEvent(event)
  return event
}
