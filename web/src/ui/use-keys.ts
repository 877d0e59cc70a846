import { onScopeDispose } from 'vue'

/**
 * The keys printed on actions, `Shift+F7` for one with Shift. A key does nothing while a dialog is open, or with Ctrl, Alt or
 * Meta. Ends with the scope.
 */
export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
    const action = actions[event.shiftKey ? `Shift+${event.key}` : event.key]
    if (!action || document.querySelector('dialog[open]')) return
    event.preventDefault()
    action()
  }
  document.addEventListener('keydown', onKey)
  onScopeDispose(() => document.removeEventListener('keydown', onKey))
}
