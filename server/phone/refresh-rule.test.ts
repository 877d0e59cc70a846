import { describe, expect, test } from 'vitest'
import { judgeRefresh, judgeResume, provenForMs } from './refresh-rule.ts'

const hash = (byte: number) => Buffer.alloc(32, byte)
const [older, previous, current, next, other] = [
  hash(1),
  hash(2),
  hash(3),
  hash(4),
  hash(5),
] as const
const now = new Date('2026-11-21T10:00:00Z')
const branch = {
  tokenHash: current,
  previousTokenHash: previous,
  refreshState: 'rotating',
  provenAt: null,
} as const
const held = { ...branch, refreshState: 'suspended' } as const
const ask = (presentedHash: Buffer, nextHash: Buffer) => ({ presentedHash, nextHash })

describe('a refresh', () => {
  test.each([
    ['the current token', branch, ask(current, next), 'rotate'],
    ['the same request again', branch, ask(previous, current), 'repeat'],
    ['the previous token with another next', branch, ask(previous, next), 'stale'],
    ['an older token', branch, ask(older, next), 'stale'],
    [
      'a first token never seen',
      { ...branch, tokenHash: null, previousTokenHash: null },
      ask(other, next),
      'stale',
    ],
    ['the current token while suspended', held, ask(current, next), 'suspended'],
    ['the same request again while suspended', held, ask(previous, current), 'suspended'],
  ] as const)('of %s', (_, state, asked, verdict) => {
    expect(judgeRefresh(state, asked)).toBe(verdict)
  })
})

describe('a resume', () => {
  const provenAt = new Date(now.getTime() - provenForMs)
  const proven = { ...held, provenAt }
  const longAgo = { ...held, provenAt: new Date(provenAt.getTime() - 1) }
  test.each([
    ['nobody having proven themselves, by any token', held, ask(older, next), 'accept'],
    ['on the current branch', proven, ask(current, next), 'accept'],
    ['on the current branch, one answer behind', proven, ask(previous, next), 'accept'],
    ['on another branch', proven, ask(older, next), 'two-branches'],
    ['on another branch, the first proof long ago', longAgo, ask(older, next), 'accept'],
    [
      'on another branch, before it was noticed',
      { ...branch, provenAt },
      ask(older, next),
      'two-branches',
    ],
    ['again, its answer lost', { ...branch, provenAt }, ask(previous, current), 'repeat'],
  ] as const)('%s', (_, state, asked, verdict) => {
    expect(judgeResume(state, asked, now)).toBe(verdict)
  })
})
