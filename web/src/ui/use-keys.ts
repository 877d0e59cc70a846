import { onScopeDispose } from 'vue'

/** The keys printed on actions. A key does nothing while a dialog is open, or with Ctrl, Alt or Meta. Ends with the scope. */
export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
    const action = actions[event.key]
    if (!action || document.querySelector('dialog[open]')) return
    event.preventDefault()
    action()
  }
  document.addEventListener('keydown', onKey)
  onScopeDispose(() => document.removeEventListener('keydown', onKey))
}
