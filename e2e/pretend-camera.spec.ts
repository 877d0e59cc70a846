import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { toBuffer } from 'qrcode'
import { makeFilm } from './world/film.ts'
import { readCodes } from './world/read-code.ts'

test('a code on a screenshot is read whole, and an empty screenshot gives none', async () => {
  const digits = '27' + '0123456789'.repeat(98)
  const picture = await toBuffer(digits, { scale: 4, errorCorrectionLevel: 'M' })
  expect(await readCodes(picture)).toEqual([digits])
  const empty = await toBuffer('1', { scale: 1, color: { dark: '#ffffff' } })
  expect(await readCodes(empty)).toEqual([])
})

test('a picture larger than the camera is refused, not shrunk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'etui-film-'))
  const picture = await toBuffer('1', { width: 600 })
  await expect(
    makeFilm(join(folder, 'a.y4m'), picture, { width: 640, height: 480 }),
  ).rejects.toThrow(RangeError)
  rmSync(folder, { recursive: true })
})
