import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import type { EffectScope } from 'vue'
import { usePaste } from './use-paste.ts'

describe('pasting', () => {
  let scope: EffectScope
  let heard: string[]

  beforeEach(() => {
    document.body.innerHTML = '<input><p>texte</p>'
    heard = []
    scope = effectScope()
    scope.run(() => usePaste((text) => heard.push(text)))
  })
  afterEach(() => scope.stop())

  it('is taken anywhere on the page', () => {
    expect(paste('p', ' 2721097900\n').defaultPrevented).toBe(true)
    expect(heard).toEqual(['2721097900'])
  })

  it('is taken from a field when it can be a code, and left there when it is a name', () => {
    expect(paste('input', 'Comptoir 2').defaultPrevented).toBe(false)
    expect(paste('input', '27210979001').defaultPrevented).toBe(true)
    expect(heard).toEqual(['27210979001'])
  })
})

function paste(selector: string, text: string): ClipboardEvent {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', text)
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
  document.querySelector(selector)?.dispatchEvent(event)
  return event
}
