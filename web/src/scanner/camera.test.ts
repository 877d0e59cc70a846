import { describe, expect, it } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import { openCamera } from './camera.ts'
import { useCamera } from './use-camera.ts'
import type { PictureRead } from './frame-reading.ts'

function refusing(name: string): MediaDevices {
  // Only the one call is used.
  return {
    getUserMedia: () => Promise.reject(new DOMException('no', name)),
  } as unknown as MediaDevices
}

describe('the camera', () => {
  it.each([
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'absent'],
    ['OverconstrainedError', 'absent'],
    ['NotReadableError', 'busy'],
    ['UnknownError', 'unsupported'],
  ])('says why it stays closed: %s', async (name, trouble) => {
    expect(await openCamera(refusing(name))).toEqual({ kind: 'closed', trouble })
  })

  it('says so where there is none to ask', async () => {
    expect(await openCamera(undefined)).toEqual({ kind: 'closed', trouble: 'unsupported' })
  })

  it('tells a code held still once, the next one too, and lets the camera go', async () => {
    const canvas = document.createElement('canvas')
    canvas.getContext('2d')?.fillRect(0, 0, canvas.width, canvas.height)
    const stream = canvas.captureStream(30)
    const devices = { getUserMedia: () => Promise.resolve(stream) } as unknown as MediaDevices
    const texts = ['271', '271', '271', '272', '272']
    const startReader = () => ({
      async read(picture: ImageBitmap): Promise<PictureRead> {
        picture.close()
        canvas.getContext('2d')?.fillRect(0, 0, 1, 1)
        const text = texts.shift()
        return text === undefined ? { turn: 0, kind: 'nothing' } : { turn: 0, kind: 'text', text }
      },
      stop: () => undefined,
    })
    const video = document.createElement('video')
    video.muted = true
    document.body.append(video)
    const heard: string[] = []
    const scope = effectScope()
    const camera = scope.run(() =>
      useCamera(shallowRef(video), (text) => heard.push(text), { devices, startReader }),
    )
    await camera?.start()
    await expect.poll(() => texts.length, { timeout: 5000 }).toBe(0)
    expect(heard).toEqual(['271', '272'])
    scope.stop()
    expect(stream.getTracks().every(({ readyState }) => readyState === 'ended')).toBe(true)
  })
})
