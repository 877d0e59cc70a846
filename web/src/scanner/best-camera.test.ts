import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import type { EffectScope } from 'vue'
import { keptLens } from './kept-lens.ts'
import { bestLens, lensesOf } from './lens.ts'
import { pretendCameras } from './pretend-cameras.ts'
import type { PretendCameras } from './pretend-cameras.ts'
import { useBestCamera } from './use-best-camera.ts'
import type { BestCamera } from './use-best-camera.ts'

const webcam = { id: 'a', name: 'HP HD Camera (04f2:b6bf)' }
const document = { id: 'b', name: 'IPEVO V4K' }

describe('the lens', () => {
  it.each([
    [
      'an Android phone’s main one, not its wide nor its long one',
      ['camera2 1, facing front', 'camera2 2, facing back', 'camera2 0, facing back'],
      2,
    ],
    [
      'an iPhone’s three together, which come near by themselves',
      ['Front Camera', 'Back Ultra Wide Camera', 'Back Telephoto Camera', 'Back Triple Camera'],
      3,
    ],
    [
      'the one that looks away, whatever the language',
      ['Caméra avant', 'Caméra ultra grand-angle arrière', 'Caméra arrière'],
      2,
    ],
    [
      'a real one that sees colours',
      ['OBS Virtual Camera', 'Integrated IR Camera', 'Integrated Camera'],
      2,
    ],
  ])('is %s', (_, labels, place) => {
    const lenses = lensesOf(labels.map((label) => device(label, label)))
    expect(bestLens(lenses, undefined)?.name).toBe(labels[place])
  })

  it('is the browser’s own unless another is better for sure', () => {
    const two = lensesOf([device('a', 'HD Webcam'), device('b', 'Logi C920')])
    expect(bestLens(two, undefined, 'b')?.id).toBe('b')
  })

  it('is the chosen one, by its name where its id has changed', () => {
    const lenses = lensesOf([device('new', 'OBS Virtual Camera'), device('a', 'HD Webcam')])
    expect(bestLens(lenses, { id: 'old', name: 'OBS Virtual Camera' }, 'a')?.id).toBe('new')
  })

  it('has no name before the page may use one', () => {
    expect(lensesOf([device('', ''), device('x', '')])).toEqual([])
  })
})

describe('the best camera', () => {
  let scope: EffectScope
  let cameras: PretendCameras
  let mayUse: boolean

  beforeEach(() => {
    localStorage.clear()
    mayUse = true
    scope = effectScope()
  })
  afterEach(() => {
    scope.stop()
    globalThis.document.querySelector('video')?.remove()
  })

  it('opens the chosen lens, remembers it on this machine, and says so', async () => {
    const camera = await open([webcam, document])
    expect(camera.openId.value).toBe('a')
    await expect
      .poll(() => camera.lenses.value.map(({ name }) => name))
      .toEqual(['HP HD Camera', 'IPEVO V4K'])
    await camera.choose('b')
    expect([camera.openId.value, camera.state.value]).toEqual(['b', 'looking'])
    expect(keptLens().read()).toEqual(document)
    camera.stop()
    await camera.start()
    expect(camera.openId.value).toBe('b')
  })

  it('leaves a lens that is too wide for a better one, and focuses', async () => {
    const camera = await open([
      { id: 'wide', name: 'Back Ultra Wide Camera' },
      { id: 'main', name: 'Back Camera', focuses: true },
    ])
    expect(camera.openId.value).toBe('main')
    expect(cameras.running()).toEqual(['main'])
    expect(cameras.asked('main')).toMatchObject({
      height: { ideal: 1080 },
      advanced: [{ focusMode: 'continuous' }],
    })
  })

  it('lights the lamp where there is one', async () => {
    const camera = await open([{ ...webcam, hasTorch: true, focuses: true }, document])
    expect(camera.torch.value).toBe('out')
    await camera.switchTorch()
    expect(camera.torch.value).toBe('lit')
    expect(cameras.asked('a').advanced).toEqual([{ focusMode: 'continuous', torch: true }])
    await camera.switchTorch()
    expect(cameras.asked('a').advanced).toEqual([{ focusMode: 'continuous', torch: false }])
    await camera.choose('b')
    expect(camera.torch.value).toBe('none')
  })

  it('says that it was unplugged, and comes back with it', async () => {
    const camera = await open([webcam])
    cameras.unplug('a')
    await expect.poll(() => camera.state.value).toBe('unplugged')
    cameras.plug(webcam)
    await expect.poll(() => camera.state.value).toBe('looking')
  })

  it('reads by another meanwhile, and goes back to the chosen one', async () => {
    const camera = await open([webcam, document])
    await camera.choose('b')
    cameras.unplug('b')
    await expect.poll(() => camera.openId.value).toBe('a')
    cameras.plug(document)
    await expect.poll(() => camera.openId.value).toBe('b')
  })

  it('says that another application took it, and asks again until it is free', async () => {
    const camera = await open([webcam])
    cameras.take('a')
    await expect.poll(() => camera.state.value).toBe('busy')
    const asked = cameras.opened()
    await expect.poll(() => cameras.opened()).toBeGreaterThan(asked + 1)
    expect(camera.state.value).toBe('busy')
    cameras.give('a')
    await expect.poll(() => camera.state.value).toBe('looking')
  })

  it('says that the permission was withdrawn, and does not ask by itself', async () => {
    const camera = await open([webcam])
    mayUse = false
    cameras.take('a')
    await expect.poll(() => camera.state.value).toBe('refused')
    const asked = cameras.opened()
    cameras.plug(document)
    await new Promise((done) => setTimeout(done, 60))
    expect(cameras.opened()).toBe(asked)
  })

  it('says when pictures stop, and goes on when they come again', async () => {
    const camera = await open([webcam])
    cameras.mute('a', true)
    expect(camera.state.value).toBe('interrupted')
    cameras.mute('a', false)
    expect(camera.state.value).toBe('looking')
  })

  it('stays out once it was put out', async () => {
    const camera = await open([webcam])
    camera.stop()
    cameras.plug(document)
    await new Promise((done) => setTimeout(done, 60))
    expect(camera.state.value).toBe('off')
    expect(cameras.running()).toEqual([])
  })

  async function open(found: Parameters<typeof pretendCameras>[0]): Promise<BestCamera> {
    cameras = pretendCameras(found)
    const video = globalThis.document.createElement('video')
    video.muted = true
    globalThis.document.body.append(video)
    const made = scope.run(() =>
      useBestCamera(shallowRef(video), () => undefined, {
        devices: cameras.devices,
        startReader: () => ({
          read: async (picture) => {
            picture.close()
            return { turn: 0, kind: 'nothing' }
          },
          stop: () => undefined,
        }),
        kept: keptLens(),
        mayUse: async () => mayUse,
        retryMs: 20,
      }),
    )
    if (!made) throw new TypeError('the scope has ended')
    await made.start()
    return made
  }
})

function device(deviceId: string, label: string): MediaDeviceInfo {
  const kind = 'videoinput' as const
  return { deviceId, label, kind, groupId: '', toJSON: () => ({}) }
}
