import type { Readable, Writable } from 'node:stream'

/** Sends one DevTools command to the browser itself, and answers its result; rejects with the browser's own message. */
export type Control = (method: string, params?: object) => Promise<unknown>

/**
 * Speaks to a browser over `--remote-debugging-pipe`. Some domains (PWA) are closed to clients of the debugging port, which
 * anything on the machine could be; whoever holds the pipe has started the browser.
 */
export function openControlPipe(toBrowser: Writable, fromBrowser: Readable): Control {
  const waiting = new Map<number, (answer: Answer) => void>()
  let text = ''
  fromBrowser.setEncoding('utf8')
  fromBrowser.on('data', (part: string) => {
    text += part
    const messages = text.split('\0')
    text = messages.pop() ?? ''
    for (const message of messages) {
      // The browser's own protocol: an answer has the id of its command.
      const answer = JSON.parse(message) as Answer
      if (answer.id === undefined) continue
      waiting.get(answer.id)?.(answer)
      waiting.delete(answer.id)
    }
  })
  // A killed browser breaks the pipe; whoever waits for an answer has a time limit of their own.
  toBrowser.on('error', () => {})
  fromBrowser.on('error', () => {})
  let last = 0
  return (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
      )
      toBrowser.write(`${JSON.stringify({ id, method, params })}\0`)
    })
}

interface Answer {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}
