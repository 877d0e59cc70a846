import { onScopeDispose, readonly, shallowRef, type Ref } from 'vue'

/** Whether the browser believes it has a network. A hint only: what a call answers is the truth. */
export function useOnline(page: Window = window): Readonly<Ref<boolean>> {
  const isOnline = shallowRef(page.navigator.onLine)
  const read = () => (isOnline.value = page.navigator.onLine)
  page.addEventListener('online', read)
  page.addEventListener('offline', read)
  onScopeDispose(() => {
    page.removeEventListener('online', read)
    page.removeEventListener('offline', read)
  })
  return readonly(isOnline)
}
