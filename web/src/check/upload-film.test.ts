import { expect, it } from 'vitest'
import type { Refusal } from '@etui/shared/refusal.ts'
import { pretendUploads, type PretendUploads } from './pretend-uploads.ts'
import { startUpload, type RunningUpload } from './upload-film.ts'

const size = 1_000_000
const pieces = 4
const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) % 256)
const content = new Blob([bytes], { type: 'video/webm' })

interface Watched {
  readonly upload: RunningUpload
  readonly shares: readonly number[]
  readonly places: readonly string[]
  readonly stops: readonly Refusal[]
  readonly isDone: () => boolean
}

interface Asked {
  readonly uploadUrl?: string | null
  readonly prove?: (asked: { readonly nonce: string | null }) => Promise<string>
  readonly onShare?: (share: number, watched: Watched) => void
}

function watch(server: PretendUploads, asked: Asked = {}): Watched {
  const { uploadUrl = null, prove = async ({ nonce }) => `proof over ${nonce}`, onShare } = asked
  const shares: number[] = []
  const places: string[] = []
  const stops: Refusal[] = []
  let isDone = false
  const upload = startUpload(
    {
      kind: 'document',
      content,
      uploadUrl,
      onPlace: (url) => places.push(url),
      onProgress(share) {
        shares.push(share)
        onShare?.(share, watched)
      },
      onDone: () => (isDone = true),
      onStopped: (refusal) => stops.push(refusal),
    },
    {
      origin: location.origin,
      prove,
      httpStack: server.httpStack,
      fetch: server.fetch,
      retriesMs: [0, 10, 20, 30],
    },
  )
  const watched = { upload, shares, places, stops, isDone: () => isDone }
  return watched
}

it('sends a film once, in pieces, each proven over the last nonce', async () => {
  const server = pretendUploads()
  const { shares, places, isDone } = watch(server)
  await expect.poll(isDone).toBe(true)
  expect(server.asked).toEqual(['POST', ...Array<string>(pieces).fill('PATCH')])
  expect(server.films).toEqual([bytes])
  expect(server.sentBytes).toBe(size)
  expect(new Set(server.proofs).size).toBe(pieces + 1)
  expect(server.proofs).not.toContain('proof over null')
  expect(new Set(places)).toEqual(new Set([`${location.origin}/api/recordings/0`]))
  expect(shares.at(-1)).toBe(1)
})

it('goes on after a pause with what the server holds, and sends no byte twice', async () => {
  const server = pretendUploads()
  const first = watch(server, {
    onShare: (share, { upload }) => void (share > 0.4 && upload.pause()),
  })
  await expect.poll(() => first.shares.at(-1)).toBeGreaterThan(0.4)
  const held = server.films[0]?.length ?? 0
  expect(first.shares.at(-1)).toBe(held / size)
  await settle()
  expect(server.films[0]).toHaveLength(held)
  expect(first.isDone()).toBe(false)

  const second = watch(server, { uploadUrl: first.places[0] ?? '' })
  await expect.poll(second.isDone).toBe(true)
  expect(second.shares[0]).toBe(held / size)
  expect(server.films).toEqual([bytes])
  expect(server.sentBytes).toBe(size)
})

it('sends nothing more from the moment of a pause, though a request is being proven', async () => {
  const server = pretendUploads()
  const proofs: (() => void)[] = []
  const prove = () => new Promise<string>((done) => proofs.push(() => done('proof')))
  const { upload, stops } = watch(server, { prove })
  await expect.poll(() => proofs).toHaveLength(1)
  proofs[0]?.()
  await expect.poll(() => proofs).toHaveLength(2)
  upload.pause()
  proofs[1]?.()
  await settle()
  expect(server.asked).toEqual(['POST'])
  expect(server.sentBytes).toBe(0)
  expect(stops).toEqual([])
})

it('sends only the piece again whose request was lost, and none whose answer was', async () => {
  const server = pretendUploads()
  server.befall('PATCH', 'answer-lost', 'lost')
  const { isDone, shares } = watch(server)
  await expect.poll(isDone, { timeout: 5_000 }).toBe(true)
  expect(server.films).toEqual([bytes])
  expect(server.sentBytes).toBe(size)
  expect(shares).toEqual(shares.toSorted((one, other) => one - other))
})

it.each([503, 401])('does not begin anew where the place is not told: %s', async (status) => {
  const server = pretendUploads()
  server.befall('PATCH', 'answer-lost')
  server.befall('HEAD', status)
  const { isDone } = watch(server)
  await expect.poll(isDone, { timeout: 5_000 }).toBe(true)
  expect(server.asked.filter((method) => method === 'POST')).toHaveLength(1)
  expect(server.sentBytes).toBe(size)
})

it('begins anew where the server has nothing of the film any more', async () => {
  const server = pretendUploads()
  const { isDone } = watch(server, { uploadUrl: `${location.origin}/api/recordings/9` })
  await expect.poll(isDone).toBe(true)
  expect(server.asked.slice(0, 2)).toEqual(['HEAD', 'POST'])
  expect(server.films).toEqual([bytes])
})

it.each(['recording-refused', 'check-state'] as const)(
  'says that a film that was begun cannot go on: %s',
  async (code) => {
    const server = pretendUploads()
    server.befall('HEAD', code)
    const { stops } = watch(server, { uploadUrl: `${location.origin}/api/recordings/0` })
    await expect.poll(() => stops.map((each) => each.code)).toEqual([code])
    expect(server.asked).toEqual(['HEAD'])
  },
)

it('says why the server does not take a film', async () => {
  const server = pretendUploads()
  server.befall('PATCH', 'recording-refused')
  const { stops } = watch(server)
  await expect.poll(() => stops).toHaveLength(1)
  expect(stops[0]).toMatchObject({ code: 'recording-refused', facts: { reason: 'too-short' } })
})

it('says that the network is away once it has waited, and what the server holds', async () => {
  const server = pretendUploads()
  server.befall('PATCH', 'answer-lost')
  server.befall('HEAD', 'lost', 'lost', 'lost', 'lost')
  const { stops, places, shares } = watch(server)
  await expect.poll(() => stops.map((each) => each.code)).toEqual(['network-down'])
  expect(shares).toEqual([])
  const again = watch(server, { uploadUrl: places[0] ?? '' })
  await expect.poll(again.isDone).toBe(true)
  expect(again.shares[0]).toBe(262_144 / size)
  expect(server.sentBytes).toBe(size)
})

/** Long enough for whatever was under way to be asked. */
function settle(): Promise<void> {
  return new Promise((done) => setTimeout(done, 100))
}
