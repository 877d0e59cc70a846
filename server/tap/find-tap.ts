import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { BodyOf } from '@etui/shared/wire/endpoint.ts'
import type { findTap as findTapEndpoint } from '@etui/shared/wire/tap.ts'
import type { Clock } from '../clock.ts'
import type { Answers } from '../answers/answers.ts'
import { readSun } from './sun.ts'
import type { TagStore } from './tag-store.ts'
import type { TapRow, TapStore } from './tap-store.ts'
import { isWaiting } from './tap.ts'

export interface FindTapNeeds {
  readonly taps: TapStore
  readonly tags: TagStore
  readonly answers: Answers
  readonly clock: Clock
}

export type WhatATagSays = BodyOf<typeof findTapEndpoint>

/**
 * The tap that the counter of a tag waits for, and the counter hears that a phone asked. Throws `tag-unknown`, `tag-copied`
 * for what no chip says now, and `tap-none` where nobody is waited for. A chip's count is used up either way.
 */
export async function findTap(said: WhatATagSays, needs: FindTapNeeds): Promise<TapRow> {
  const { taps, answers, clock } = needs
  const counterId = 'counterId' in said ? said.counterId : await counterOfChip(said, needs)
  const at = clock()
  const tap = await taps.ofCounter(counterId)
  if (!tap || !isWaiting(tap, at)) throw new Refusal('tap-none')
  if (await taps.see(tap, at)) answers.tell(counterId)
  return tap
}

async function counterOfChip(
  said: Extract<WhatATagSays, { readonly tagId: string }>,
  { tags }: FindTapNeeds,
): Promise<string> {
  const tag = await tags.find(said.tagId)
  if (!tag) throw new Refusal('tag-unknown')
  const read = readSun(bytesOf(said.enciphered), bytesOf(said.mac), tag.keys)
  if (!read || !(await tags.countUp(tag, read.counter))) throw new Refusal('tag-copied')
  return tag.counterId
}

/** The wire's pattern leaves only a last character that no bytes give. */
function bytesOf(text: string): Uint8Array {
  try {
    return fromBase64url(text)
  } catch {
    throw new Refusal('request-malformed')
  }
}
