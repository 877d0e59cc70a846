import { expect, test } from 'vitest'
import { recordingLimits } from '@etui/shared/enrolment/recording.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { readFilm } from './film-objects.ts'
import { makeFilm } from './test-films.ts'
import { openRecorders } from './test-recorder.ts'

forEachEngine('uploading a film', (open) => {
  test('goes piece by piece, and resumes where it was after a lost answer', async () => {
    const world = await openRecorders(open)
    const { holder, upload, openCheck } = await world.recorder()
    await openCheck()
    const film = await makeFilm()
    const begun = await upload.begin('document', film.length)
    expect([begun.statusCode, begun.headers['tus-resumable']]).toEqual([201, '1.0.0'])
    const location = String(begun.headers['location'])
    expect(location).toMatch(/^\/api\/recordings\/[\w-]{16}$/)

    const first = await upload.patch(location, 0, film.subarray(0, 1_000))
    expect([first.statusCode, first.headers['upload-offset']]).toEqual([204, '1000'])
    // Its answer is lost: the same again is refused, and HEAD tells where to go on.
    const again = await upload.patch(location, 0, film.subarray(0, 1_000))
    expect([again.statusCode, codeOf(again)]).toEqual([409, 'recording-offset'])
    const head = await upload.head(location)
    expect(head.headers).toMatchObject({
      'upload-offset': '1000',
      'upload-length': String(film.length),
      'cache-control': 'no-store',
    })
    const { check } = await holder.read()
    expect(check?.recordings).toEqual([
      {
        recordingId: location.split('/').at(-1),
        kind: 'document',
        size: film.length,
        received: 1_000,
        state: 'uploading',
      },
    ])
    const last = await upload.patch(location, 1_000, film.subarray(1_000))
    expect(last.headers['upload-offset']).toBe(String(film.length))
    expect((await holder.read()).check?.recordings).toMatchObject([{ state: 'complete' }])
    const row = await world.recordings.find(location.split('/').at(-1) ?? '')
    expect(row).toMatchObject({ durationMs: 2_900, contentType: 'video/webm' })
    if (row) expect(await readFilm(row, world)).toEqual(film)
  })

  test('takes one of two pieces sent at once for the same place', async () => {
    const world = await openRecorders(open)
    const { upload, openCheck } = await world.recorder()
    await openCheck()
    const film = await makeFilm()
    const location = String((await upload.begin('document', film.length)).headers['location'])
    await upload.head(location)
    const answers = await Promise.all(
      [1_000, 1_500, 1_000].map((length) => upload.patch(location, 0, film.subarray(0, length))),
    )
    expect(answers.filter(({ statusCode }) => statusCode === 204)).toHaveLength(1)
    const offset = Number((await upload.head(location)).headers['upload-offset'])
    const last = await upload.patch(location, offset, film.subarray(offset))
    expect(last.statusCode).toBe(204)
    const row = await world.recordings.find(location.split('/').at(-1) ?? '')
    if (row) expect(await readFilm(row, world)).toEqual(film)
  })

  test('leaves no plain byte on the disk, and nothing readable without its key', async () => {
    const world = await openRecorders(open)
    const { upload, openCheck } = await world.recorder()
    await openCheck()
    const film = await makeFilm()
    await upload.upload('face', film)
    const bytes = await world.bytesOnDisk()
    expect(bytes.length).toBeGreaterThan(film.length)
    for (let at = 0; at + 16 <= film.length; at += 16) {
      expect(bytes.includes(film.subarray(at, at + 16))).toBe(false)
    }
  })

  test('refuses a text named .webm, tells why, and takes a film in its place', async () => {
    const world = await openRecorders(open)
    const { holder, upload, openCheck } = await world.recorder()
    await openCheck()
    const text = Buffer.from('This is no film.\n'.repeat(300))
    const { answer, location } = await upload.upload('face', text)
    expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'recording-refused'])
    expect(answer.json()).toMatchObject({ facts: { reason: 'not-a-video', kind: 'face' } })
    expect((await upload.head(location)).statusCode).toBe(422)
    expect((await holder.read()).check?.recordings).toMatchObject([
      { kind: 'face', state: 'refused', refusal: 'not-a-video' },
    ])
    expect(await world.blobs.list('checks')).toEqual([])
    await upload.upload('face', await makeFilm())
    expect((await holder.read()).check?.recordings).toMatchObject([{ state: 'complete' }])
  })

  test('refuses a film that is too short, or a face that says nothing', async () => {
    const world = await openRecorders(open)
    const { upload, openCheck } = await world.recorder()
    await openCheck()
    const short = await upload.upload('document', await makeFilm({ seconds: 1 }))
    expect(short.answer.json()).toMatchObject({ facts: { reason: 'too-short' } })
    const silent = await upload.upload('face', await makeFilm({ hasSound: false }))
    expect(silent.answer.json()).toMatchObject({ facts: { reason: 'no-sound' } })
  })

  test('takes pieces as large as they may be', async () => {
    const world = await openRecorders(open)
    const { holder, upload, openCheck } = await world.recorder()
    await openCheck()
    const film = await makeFilm({ frameBytes: 40_000 })
    expect(film.length).toBeGreaterThan(2 * recordingLimits.mostPieceBytes)
    const { answer } = await upload.upload('document', film, recordingLimits.mostPieceBytes)
    expect(answer.statusCode).toBe(204)
    expect((await holder.read()).check?.recordings).toMatchObject([{ state: 'complete' }])
    const [row] = await world.recordings.ofCheck((await holder.read()).check?.checkId ?? '')
    expect(row?.pieces).toHaveLength(3)
    if (row) expect((await readFilm(row, world)).equals(film)).toBe(true)
  })

  test('refuses a film in crumbs, and takes it begun anew', async () => {
    const world = await openRecorders(open)
    const { holder, upload, openCheck } = await world.recorder()
    await openCheck()
    const film = await makeFilm()
    const begun = await upload.begin('document', film.length)
    const { checkId } = (await holder.read()).check ?? expect.fail()
    for (let piece = 0; piece < recordingLimits.mostPieces; piece += 1) {
      const [row] = await world.recordings.ofCheck(checkId)
      if (row) await world.recordings.append(row, 1)
    }
    const location = String(begun.headers['location'])
    const crumb = await upload.patch(location, recordingLimits.mostPieces, film.subarray(500, 501))
    expect([crumb.statusCode, codeOf(crumb)]).toEqual([422, 'recording-refused'])
    const { answer } = await upload.upload('document', film)
    expect(answer.statusCode).toBe(204)
  })

  test('refuses what is too large, at once', async () => {
    const world = await openRecorders(open)
    const { upload, openCheck } = await world.recorder()
    await openCheck()
    const huge = await upload.begin('document', 200_000_000)
    expect([huge.statusCode, codeOf(huge)]).toEqual([422, 'recording-refused'])
    expect(huge.json()).toMatchObject({ facts: { reason: 'too-large' } })
    const location = String((await upload.begin('document', 1_000)).headers['location'])
    const piece = await upload.patch(location, 0, Buffer.alloc(recordingLimits.mostPieceBytes + 1))
    expect(codeOf(piece)).toBe('body-too-large')
    expect(codeOf(await upload.patch(location, 0, Buffer.alloc(1_001)))).toBe('body-too-large')
    expect((await upload.head(location)).headers['upload-offset']).toBe('0')
  })

  test.each([
    ['kind', { 'upload-metadata': 'kind bm9uZQ==' }],
    ['length', { 'upload-length': '0' }],
    ['version', { 'tus-resumable': '0.2.0' }],
  ])('refuses a beginning without its %s', async (_what, headers) => {
    const world = await openRecorders(open)
    const { upload, openCheck } = await world.recorder()
    await openCheck()
    expect(codeOf(await upload.begin('face', 9, headers))).toBe('request-malformed')
  })

  test('is of one’s own phone, and of a check that is recorded', async () => {
    const world = await openRecorders(open)
    const claire = await world.recorder()
    expect(codeOf(await claire.upload.begin('face', 9))).toBe('check-state')
    await claire.openCheck()
    const location = String((await claire.upload.begin('face', 9)).headers['location'])
    const ange = await world.recorder('ange')
    await ange.openCheck()
    expect(codeOf(await ange.upload.patch(location, 0, Buffer.alloc(3)))).toBe('recording-unknown')
    expect((await ange.upload.head(location)).statusCode).toBe(404)
    expect(codeOf(await ange.upload.remove(location))).toBe('recording-unknown')
    expect((await claire.upload.head(location)).statusCode).toBe(200)
    await claire.holder.post('/enrolment/check/withdraw')
    expect(codeOf(await claire.upload.patch(location, 0, Buffer.alloc(3)))).toBe('check-state')
  })

  test('is not looked for under an address that names none', async () => {
    const { recorder } = await openRecorders(open)
    const { upload, openCheck } = await recorder()
    await openCheck()
    for (const name of ['ab%00c', 'ab.c']) {
      const location = `/api/recordings/${name}`
      const answers = [
        await upload.patch(location, 0, Buffer.alloc(3)),
        await upload.remove(location),
      ]
      expect(answers.map(codeOf)).toEqual(['request-malformed', 'request-malformed'])
    }
  })

  test('asks a proof of every request', async () => {
    const world = await openRecorders(open)
    const { holder, upload, openCheck } = await world.recorder()
    await openCheck()
    const location = String((await upload.begin('face', 9)).headers['location'])
    const headers = { 'tus-resumable': '1.0.0' }
    const bare = await holder.phone.send('HEAD', location, undefined, undefined, headers)
    expect(bare.statusCode).toBe(401)
    const proof = holder.phone.prove('PATCH', location)
    const piece = {
      ...headers,
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    }
    const first = await holder.phone.send('PATCH', location, proof, Buffer.alloc(3), piece)
    expect(first.statusCode).toBe(204)
    const replayed = await holder.phone.send('PATCH', location, proof, Buffer.alloc(3), piece)
    expect(codeOf(replayed)).toBe('proof-replayed')
  })

  test('a newer film of a kind takes the place of the one before, bytes and all', async () => {
    const world = await openRecorders(open)
    const { holder, upload, openCheck } = await world.recorder()
    await openCheck()
    const film = await makeFilm()
    const before = await upload.upload('document', film)
    const location = String((await upload.begin('document', film.length)).headers['location'])
    expect((await upload.head(before.location)).statusCode).toBe(404)
    expect((await holder.read()).check?.recordings).toMatchObject([{ received: 0 }])
    expect(await world.blobs.list('checks')).toEqual([])
    expect((await upload.remove(location)).statusCode).toBe(204)
    expect((await holder.read()).check?.recordings).toEqual([])
  })
})
