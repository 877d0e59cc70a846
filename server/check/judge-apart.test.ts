import { expect, onTestFinished, test } from 'vitest'
import { judgeApart } from './judge-apart.ts'
import { makeFilm } from './test-films.ts'

test('judges as in this thread, whatever memory the film lies in', async () => {
  const film = await makeFilm()
  expect(await judgeApart(async () => film, 'face')).toEqual({ durationMs: 2_900 })
  const pooled = Buffer.from('This is no film.\n')
  expect(await judgeApart(async () => pooled, 'document')).toEqual({ fault: 'not-a-video' })
  expect(pooled.toString()).toBe('This is no film.\n')
})

test.each([
  ['a million', 1_000_000],
  ['as many as can be told', 0xff_ff_ff_ff],
])(
  'a film of seven thousand bytes that promises %s of frames keeps nobody waiting, and is refused',
  async (_words, frames) => {
    const film = promise(await makeFilm({ container: 'mp4' }), frames)
    let turns = 0
    const timer = setInterval(() => (turns += 1), 5)
    onTestFinished(() => clearInterval(timer))
    const found = await judgeApart(async () => film, 'document', { ms: 2_000 })
    expect(found).toHaveProperty('fault')
    expect(turns).toBeGreaterThan(3)
  },
  60_000,
)

test('judges the next film after one that was ended', async () => {
  const endless = promise(await makeFilm({ container: 'mp4' }), 0xff_ff_ff_ff)
  const film = await makeFilm()
  const found = await Promise.all([
    judgeApart(async () => endless, 'document', { ms: 500 }),
    judgeApart(async () => endless, 'document', { ms: 500 }),
    judgeApart(async () => film, 'document'),
  ])
  expect(found[2]).toEqual({ durationMs: 2_900 })
}, 60_000)

test('a film that cannot be read is not judged', async () => {
  const unread = judgeApart(() => Promise.reject(new RangeError('no bytes')), 'face')
  await expect(unread).rejects.toThrow('no bytes')
})

/** Rewrites the sample tables of an MP4 (ISO/IEC 14496-12, 8.6.1.2, 8.7.3.2, 8.7.4) to promise so many frames. */
function promise(film: Buffer, frames: number): Buffer {
  const told = Buffer.from(film)
  const firstOf = (type: string) => told.indexOf(type) + type.length
  told.writeUInt32BE(frames, firstOf('stts') + 8)
  told.writeUInt32BE(200, firstOf('stsz') + 4)
  told.writeUInt32BE(frames, firstOf('stsz') + 8)
  told.writeUInt32BE(frames, firstOf('stsc') + 12)
  return told
}
