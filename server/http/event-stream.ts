import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** One event of a stream; `id` is what the browser says it had last when it comes back. */
export interface StreamEvent {
  readonly id: string
  readonly name: string
  readonly data: unknown
}

/** A browser that listens. Whoever opened it ends it; `onEnd` is called once, whichever side ended it. */
export interface EventStream {
  send(event: StreamEvent): void
  /** Says nothing, so that no proxy takes silence for the end. */
  beat(): void
  end(): void
}

/** How soon a browser whose connection broke comes back. */
const retryMs = 1_000

/**
 * Answers with server-sent events (HTML, 9.2). The reply goes its usual way, headers and hooks and log included, and is
 * complete when the stream ends; `return reply` after this.
 */
export function openEventStream(reply: FastifyReply, onEnd: () => void): EventStream {
  const body = new PassThrough()
  body.once('close', onEnd)
  // A browser that went away is no fault of ours.
  body.on('error', () => undefined)
  body.write(`retry: ${retryMs}\n\n`)
  void reply
    .type('text/event-stream; charset=utf-8')
    // Some proxies gather answers unless told.
    .headers({ 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' })
    .send(body)
  const write = (text: string) => {
    if (body.writable) body.write(text)
  }
  return {
    send: ({ id, name, data }) =>
      write(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`),
    beat: () => write(':\n\n'),
    end: () => void body.end(),
  }
}
