import { describe, expect, it, onTestFinished } from 'vitest'
import type { AskedProof } from '../http/call.ts'
import { followNews, type NewsNeeds } from './follow-news.ts'

type Answer = (asked: Request) => Response | Promise<Response>

/** A server of the test's own: one answer after the other, the last one again and again. */
function follow(answers: readonly Answer[], change: Partial<NewsNeeds> = {}) {
  const stop = new AbortController()
  const asked: Request[] = []
  const proofs: AskedProof[] = []
  let heard = 0
  const over = followNews(() => void (heard += 1), stop.signal, {
    origin: 'https://carte.example',
    random: () => 0,
    firstWaitMs: 20,
    async prove(proof) {
      proofs.push(proof)
      return `proof ${proofs.length}`
    },
    async fetch(address, init) {
      const request = new Request(address, init)
      asked.push(request)
      const answer = answers[Math.min(asked.length, answers.length) - 1]
      return answer?.(request) ?? Response.error()
    },
    ...change,
  })
  onTestFinished(() => stop.abort())
  return { stop, asked, proofs, over, heard: () => heard }
}

/** A stream that says this, piece by piece, and then stays open, or ends. */
function streaming(pieces: readonly string[], end: 'stays' | 'ends' = 'stays'): Answer {
  return ({ signal }) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
        if (end === 'ends') controller.close()
        else signal.addEventListener('abort', () => controller.error(signal.reason))
      },
    })
    const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'DPoP-Nonce': 'n2' }
    return new Response(body, { headers })
  }
}

function problem(status: number, code: string, facts = {}): Answer {
  const headers = { 'content-type': 'application/problem+json', 'DPoP-Nonce': 'n1' }
  const type = `https://etui.example/problems/${code}`
  return () => new Response(JSON.stringify({ type, facts }), { status, headers })
}

const news = 'id: 1\nevent: news\ndata: {}\n\n'

describe('following the news of a phone', () => {
  it('proves its key over the server’s nonce, and hears each piece of news once', async () => {
    const { asked, proofs, heard } = follow([
      problem(401, 'proof-nonce'),
      streaming(['retry: 1000\n\n', news.slice(0, 9), news.slice(9), `:\n\n${news}`]),
    ])
    await expect.poll(heard).toBe(2)
    expect(asked.map((request) => request.headers.get('dpop'))).toEqual(['proof 1', 'proof 2'])
    expect(proofs.map(({ htm, htu, nonce }) => [htm, htu, nonce])).toEqual([
      ['GET', 'https://carte.example/api/news', null],
      ['GET', 'https://carte.example/api/news', 'n1'],
    ])
  })

  it('comes back, with another proof, when a stream breaks or the network is gone', async () => {
    const { asked, heard } = follow([
      streaming([news], 'ends'),
      () => Promise.reject(new TypeError('Failed to fetch')),
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      problem(503, 'database-busy'),
      streaming([news]),
    ])
    await expect.poll(heard).toBe(2)
    expect(asked).toHaveLength(5)
  })

  it('takes a long silence for the end of a stream', async () => {
    const { asked, heard } = follow([streaming([':\n\n']), streaming([news])], { silenceMs: 50 })
    await expect.poll(heard).toBeGreaterThan(0)
    expect(asked.length).toBeGreaterThan(1)
  })

  it('stops at the phone’s end, and has it said', async () => {
    const { over, asked, heard } = follow([streaming(['event: ended\ndata: {}\n\n'])])
    await over
    expect([asked.length, heard()]).toEqual([1, 1])
    const refused = follow([problem(410, 'phone-ended')])
    await refused.over
    expect([refused.asked.length, refused.heard()]).toEqual([1, 1])
  })

  it('leaves the news to a page that asked later', async () => {
    const { over, heard } = follow([streaming(['event: replaced\ndata: {}\n\n'])])
    await over
    expect(heard()).toBe(0)
  })

  it('waits as long as a full server asks', async () => {
    const full = problem(429, 'limit-reached', { retryAfterSeconds: 0.3 })
    const from = performance.now()
    const { heard } = follow([full, streaming([news])])
    await expect.poll(heard).toBe(1)
    expect(performance.now() - from).toBeGreaterThanOrEqual(300)
  })

  it('lets go when it is told to, in a stream and between two', async () => {
    const open = follow([streaming([news])])
    await expect.poll(open.heard).toBe(1)
    open.stop.abort()
    await open.over
    const waiting = follow([() => Promise.reject(new TypeError('gone'))], { firstWaitMs: 60_000 })
    await expect.poll(() => waiting.asked.length).toBe(1)
    waiting.stop.abort()
    await waiting.over
  })
})
