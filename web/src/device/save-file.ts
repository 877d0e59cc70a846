/** Hands a text to the browser as a file to keep. */
export function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
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
