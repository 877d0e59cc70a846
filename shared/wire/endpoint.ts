import type { Static, TSchema } from 'typebox'
import type { RefusalCode } from '../refusal.ts'

/**
 * One operation of the HTTP API: the server routes it, the web calls it, both read their types from here.
 * `problems` names the refusals a caller should expect beside those any route may give (limits, malformed request).
 */
export interface Endpoint<Params extends TSchema, Body extends TSchema, Answer extends TSchema> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: `/${string}`
  readonly params?: Params
  readonly body?: Body
  readonly answer: Answer
  readonly status?: 200 | 201 | 202
  readonly problems?: readonly RefusalCode[]
}

export function endpoint<P extends TSchema, B extends TSchema, A extends TSchema>(
  it: Endpoint<P, B, A>,
): Endpoint<P, B, A> {
  return it
}

/** Any endpoint, where its parts do not matter. */
export type AnyEndpoint = Endpoint<TSchema, TSchema, TSchema>

export type ParamsOf<E> = E extends Endpoint<infer P, TSchema, TSchema> ? Static<P> : never
export type BodyOf<E> = E extends Endpoint<TSchema, infer B, TSchema> ? Static<B> : never
export type AnswerOf<E> = E extends Endpoint<TSchema, TSchema, infer A> ? Static<A> : never
