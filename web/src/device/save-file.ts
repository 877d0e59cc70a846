/** Hands a text, or a file of another type, to the browser to keep. */
export function saveFile(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  type = 'text/csv;charset=utf-8',
): void {
  const address = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  // Some browsers follow only a link that is in the page.
  document.body.append(link)
  link.click()
  link.remove()
  // The browser reads it after the click has ended.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
