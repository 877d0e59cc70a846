import { afterEach, expect, it } from 'vitest'
import { recordingLimits } from '@etui/shared/enrolment/recording.ts'
import { canRecord, openFilmCamera, startRecording } from './record-film.ts'

const streams: MediaStream[] = []
afterEach(() => {
  for (const stream of streams.splice(0)) for (const track of stream.getTracks()) track.stop()
})

/** A picture that moves, as a camera's does; the first one may come late. */
function moving(lateMs = 0): MediaStream {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  let turn = 0
  const startedAt = performance.now()
  const timer = setInterval(() => {
    if (performance.now() - startedAt > lateMs) context?.fillRect((turn += 1) % 300, 10, 20, 20)
  }, 40)
  const stream = canvas.captureStream(25)
  stream.getVideoTracks()[0]?.addEventListener('ended', () => clearInterval(timer))
  streams.push(stream)
  return stream
}

/** Devices that keep what was asked of them. */
function listening() {
  const asked: MediaStreamConstraints[] = []
  const getUserMedia = async (constraints: MediaStreamConstraints) => {
    asked.push(constraints)
    return moving()
  }
  // Only the one call is used.
  return { asked, devices: { getUserMedia } as unknown as MediaDevices }
}

it('asks for a microphone where a face speaks, and for none where a document lies', async () => {
  const { asked, devices } = listening()
  await openFilmCamera('document', devices)
  await openFilmCamera('face', devices)
  expect(asked).toMatchObject([
    { audio: false, video: { facingMode: { ideal: 'environment' } } },
    { audio: true, video: { facingMode: { ideal: 'user' } } },
  ])
})

it('takes a film that plays, though it is stopped at once, long enough for the server', async () => {
  expect(canRecord()).toBe(true)
  const { content, durationMs } = await startRecording(moving()).stop()
  expect(['video/webm', 'video/mp4']).toContain(content.type)
  const video = document.createElement('video')
  video.src = URL.createObjectURL(content)
  await new Promise((done, fail) => {
    video.addEventListener('loadeddata', done)
    video.addEventListener('error', fail)
  })
  expect(video.videoWidth).toBe(300)
  URL.revokeObjectURL(video.src)
  expect(durationMs).toBeGreaterThanOrEqual(recordingLimits.leastMs)
  expect(durationMs).toBeLessThan(recordingLimits.mostMs)
})

it('holds on to a film whose first picture comes late', async () => {
  const { content } = await startRecording(moving(3_500)).stop()
  const video = document.createElement('video')
  video.src = URL.createObjectURL(content)
  // A film that was recorded tells its length once its end was looked for.
  const sought = new Promise((done) => video.addEventListener('seeked', done))
  video.currentTime = 1e6
  await sought
  expect(video.duration * 1_000).toBeGreaterThanOrEqual(recordingLimits.leastMs)
  URL.revokeObjectURL(video.src)
})

it('answers the same film to whoever stops it twice', async () => {
  const recording = startRecording(moving())
  const [one, other] = await Promise.all([recording.stop(), recording.stop()])
  expect(other.durationMs).toBe(one.durationMs)
  expect(await other.content.arrayBuffer()).toEqual(await one.content.arrayBuffer())
})

it('ends by itself, with what was filmed, when the camera goes away', async () => {
  const stream = moving()
  const recording = startRecording(stream)
  await new Promise((done) => setTimeout(done, 1_500))
  for (const track of stream.getTracks()) track.stop()
  const { content } = await recording.stop()
  expect(content.size).toBeGreaterThan(0)
})

// Only the one call is used.
const refusing = {
  getUserMedia: () => Promise.reject(new DOMException('no', 'NotAllowedError')),
} as unknown as MediaDevices

it.each([
  ['the microphone alone', 'face', 'granted', 'denied', 'microphone-refused'],
  ['the microphone alone, the camera not asked', 'face', 'prompt', 'denied', 'microphone-refused'],
  ['the camera', 'face', 'denied', 'granted', 'refused'],
  ['both', 'face', 'denied', 'denied', 'refused'],
  ['a question put away', 'face', 'prompt', 'prompt', 'refused'],
  ['the camera of a document', 'document', 'granted', 'denied', 'refused'],
] as const)('says what is refused: %s', async (_, kind, camera, microphone, trouble) => {
  const query = async ({ name }: { name: string }) => ({
    state: name === 'camera' ? camera : microphone,
  })
  // Only the one call is used.
  const permissions = { query } as unknown as Permissions
  expect(await openFilmCamera(kind, refusing, permissions)).toEqual({ kind: 'closed', trouble })
})

it('says what is known where the browser tells of no permission', async () => {
  const answer = await openFilmCamera('face', refusing, { query: unknownPermission })
  expect(answer).toEqual({ kind: 'closed', trouble: 'refused' })
})

function unknownPermission(): Promise<never> {
  return Promise.reject(new TypeError('no such permission'))
}
