import { copyFile, mkdir, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Pool } from 'undici'
import { folderBlobs } from '@etui/server/blob/folder-blobs.ts'
import { folderCheckKeys } from '@etui/server/check/check-keys.ts'
import { filmsPath, putPiece } from '@etui/server/check/film-objects.ts'
import { makeFilm } from '@etui/server/check/test-films.ts'
import { machineClock } from '@etui/server/clock.ts'
import { openFileKeys } from '@etui/server/keys/file-keys.ts'
import { recordingLimits } from '@etui/shared/enrolment/recording.ts'
import type { CheckServer, CheckWorld } from './check-server.ts'
import { type EngineServer, engines, startOn } from './engine.ts'
import { FilmUploader } from './film-uploader.ts'
import { leaveFirstCore } from './load.ts'
import { type Figure, quantile, type Section } from './report.ts'

const seconds = 30
const framesPerSecond = 30
const frameBytes = 22_000
const atATime = 4
/** In turn, since a phone may ask only so often. */
const phoneCount = 16
const rounds = 9

const copy = 'plain copy of the film, fsync at its end'

/** What takes a film to a disk, and how many of them. It clears away after itself where that is no part of it. */
interface Way {
  readonly name: string
  readonly films: number
  run(): Promise<void>
  clear?(): Promise<void>
}

/** How fast a film of a check goes to its encrypted storage, against a plain copy of the same bytes to the same disk. */
export async function benchFilms(): Promise<Section> {
  leaveFirstCore()
  const film = await makeFilm({ seconds, framesPerSecond, frameBytes })
  const samples = new Map<string, { readonly perSecond: number; readonly ratio: number }[]>()
  for (const engine of engines) {
    const phones = Array.from({ length: phoneCount }, () => new FilmUploader())
    const world: CheckWorld = { agents: 0, phones: phones.map(({ thumbprint }) => thumbprint) }
    const program = new URL('./check-server.ts', import.meta.url)
    const started = await startOn<CheckServer>(engine, program, world)
    const { port } = started
    const pool = new Pool(`http://127.0.0.1:${port}`, { connections: atATime })
    const upload = (count: number) => async () => {
      const next = phones.splice(0, count)
      phones.push(...next)
      await Promise.all(next.map((phone) => phone.upload(film, pool, port)))
    }
    const uploads: readonly Way[] = [
      { name: `upload, ${engine}`, films: 1, run: upload(1) },
      { name: `${atATime} uploads at a time, ${engine}`, films: atATime, run: upload(atATime) },
    ]
    try {
      const ways = [...(await waysToDisk(started, film)), ...uploads]
      // The first round warms.
      for (let round = 0; round <= rounds; round++) {
        let plain = Number.NaN
        for (const { name, films, run, clear } of ways) {
          const start = performance.now()
          await run()
          const perSecond = (films * film.length) / 1e3 / (performance.now() - start)
          await clear?.()
          if (name === copy) plain = perSecond
          const of = samples.get(name) ?? []
          if (round > 0) samples.set(name, [...of, { perSecond, ratio: perSecond / plain }])
        }
      }
    } finally {
      await pool.close()
      await started.end()
    }
  }
  return {
    title: 'Films of a check',
    note:
      `A film of ${(film.length / 1e6).toFixed(1)} MB, ${seconds} s long. An upload is the whole of it by the tus protocol over HTTP, ` +
      `in the pieces the app sends (${recordingLimits.mostPieceBytes / 1024} KiB), each proven by the device key, sealed, on the disk ` +
      'and counted in the database before it is acknowledged; with the last, the film is read back, opened and judged. ' +
      'The server has one core, its askers the other. Plain copies are made on the core of the askers, to the same disk, ' +
      `in the same rounds; ${rounds} rounds, medians. A ratio below 1 is slower than the plain copy.`,
    figures: [...samples].map(([name, of]): Figure => ({
      name,
      value: quantile(
        of.map(({ perSecond }) => perSecond),
        0.5,
      ),
      unit: 'MB/s',
      ...(name !== copy && {
        ratio: quantile(
          of.map(({ ratio }) => ratio),
          0.5,
        ),
        ratioTo: 'the plain copy',
      }),
    })),
  }
}

/** The plain copy, the same in pieces that each reach the disk, and what the server does to each piece, without server. */
async function waysToDisk(
  { folder }: Pick<EngineServer<CheckServer>, 'folder'>,
  film: Buffer,
): Promise<readonly Way[]> {
  const place = join(folder, 'copies')
  await mkdir(place)
  const source = join(place, 'source')
  await writeFile(source, film, { flush: true })
  const keys = await openFileKeys({ folder: join(folder, 'keys'), clock: machineClock })
  const blobs = folderBlobs(join(place, 'films'))
  const checkKeys = folderCheckKeys(join(place, 'check-keys'), keys)
  const pieces: Buffer[] = []
  for (let at = 0; at < film.length; at += recordingLimits.mostPieceBytes) {
    pieces.push(film.subarray(at, at + recordingLimits.mostPieceBytes))
  }
  const lengths = pieces.map((piece) => piece.length)

  const target = join(place, 'copy')
  const clear = () => rm(target)
  const checkId = 'copy'
  return [
    {
      name: copy,
      films: 1,
      async run() {
        await copyFile(source, target)
        const handle = await open(target, 'r+')
        await handle.sync()
        await handle.close()
      },
      clear,
    },
    {
      name: 'plain copy in the same pieces, fsync after each',
      films: 1,
      async run() {
        const handle = await open(target, 'wx', 0o600)
        for (const piece of pieces) {
          await handle.writeFile(piece)
          await handle.sync()
        }
        await handle.close()
      },
      clear,
    },
    {
      name: 'pieces sealed and put by, without HTTP and rows',
      films: 1,
      async run() {
        const row = { recordingId: 'film', checkId, kind: 'document', size: film.length } as const
        for (const [index, piece] of pieces.entries()) {
          await putPiece({ ...row, pieces: lengths.slice(0, index) }, piece, { blobs, checkKeys })
        }
      },
      clear: async () => void (await blobs.remove(filmsPath(checkId))),
    },
  ]
}
