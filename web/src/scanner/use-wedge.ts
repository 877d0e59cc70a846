import { onScopeDispose } from 'vue'
import { GAP_MS, LEAST_CHARACTERS, burstGatherer } from './burst.ts'
import type { Burst, Typing } from './burst.ts'

/** Longer than a gap: strokes already waiting while the page was busy still belong to the burst. */
const PAUSE_MS = GAP_MS * 2.5

/** In a field, so many characters at a scanner's rhythm are no longer someone typing. */
const NO_LONGER_TYPING = 2 * LEAST_CHARACTERS

export interface WedgeOptions {
  /** at each character of what is a scanner's by its length */
  readonly onTyping?: (typing: Typing) => void
  readonly target?: Document
}

/**
 * Listens for a keyboard-wedge scanner on the whole document, whatever has the focus. Outside fields, what it types
 * presses nothing; in a field, the first characters are taken back once the rhythm betrays a scanner. Ends with the
 * scope.
 */
export function useWedge(
  onBurst: (burst: Burst) => void,
  { onTyping = () => undefined, target = document }: WedgeOptions = {},
): void {
  const gatherer = burstGatherer()
  let field: { readonly element: TextField; readonly before: string } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function onKey(event: KeyboardEvent): void {
    const editable = textField(event.target)
    const heard = gatherer.hear({
      key: event.key,
      code: event.code,
      altKey: event.altKey,
      at: event.timeStamp,
      repeat: event.repeat,
      isCommand: (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph'),
    })
    clearTimeout(timer)
    if (heard.kind === 'nothing') return
    if (heard.kind === 'ended') {
      // Real typing may also be quick, and end with Enter: a field keeps its own unless it is a scanner's length.
      if (editable && heard.burst.text.length < NO_LONGER_TYPING) return
      swallow(event)
      giveBack()
      onBurst(heard.burst)
      return
    }
    if (heard.length >= NO_LONGER_TYPING) onTyping(heard)
    if (editable && heard.length <= 1) field = { element: editable, before: editable.value }
    if (!editable && heard.length > 1) swallow(event)
    if (editable && heard.length >= NO_LONGER_TYPING) {
      swallow(event)
      giveBack()
    }
    timer = setTimeout(() => onPause(editable !== undefined), PAUSE_MS)
  }

  function onPause(wasInField: boolean): void {
    const burst = gatherer.pause()
    if (!burst || (wasInField && burst.text.length < NO_LONGER_TYPING)) return
    giveBack()
    onBurst(burst)
  }

  function giveBack(): void {
    if (!field) return
    field.element.value = field.before
    field.element.dispatchEvent(new Event('input', { bubbles: true }))
    field = undefined
  }

  target.addEventListener('keydown', onKey, { capture: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    target.removeEventListener('keydown', onKey, { capture: true })
  })
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

type TextField = HTMLInputElement | HTMLTextAreaElement

function textField(target: EventTarget | null): TextField | undefined {
  if (target instanceof HTMLTextAreaElement) return target
  const isText =
    target instanceof HTMLInputElement && !/^(?:button|checkbox|radio|submit)$/.test(target.type)
  return isText ? target : undefined
}
