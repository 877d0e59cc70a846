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
  /** the body is a form's (application/x-www-form-urlencoded), not JSON */
  readonly form?: true
  readonly answer: Answer
  readonly status?: 200 | 201 | 202
  /** what a 4xx answer is, where somebody else's specification says so; a problem otherwise */
  readonly refusal?: TSchema
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
