import { onScopeDispose } from 'vue'

/**
 * Takes what is pasted anywhere on the page. In a field, only what can be a code (one line, a digit or more) is taken
 * from it; a name being pasted stays the field's. Ends with the scope.
 */
export function usePaste(onText: (text: string) => void, target: Document = document): void {
  function onPaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain').trim() ?? ''
    if (text === '') return
    const isField =
      event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement
    if (isField && !/^27[0-9]{8,}$/.test(text)) return
    event.preventDefault()
    onText(text)
  }
  target.addEventListener('paste', onPaste)
  onScopeDispose(() => target.removeEventListener('paste', onPaste))
}
