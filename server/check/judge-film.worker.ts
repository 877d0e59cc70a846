import { parentPort, workerData } from 'node:worker_threads'
import type { RecordingKind } from '@etui/shared/enrolment/recording.ts'
import { judgeFilm } from './judge-film.ts'

// Given by `judgeApart`, and by nobody else.
const { bytes, kind } = workerData as { readonly bytes: Uint8Array; readonly kind: RecordingKind }
// A thread's port leads to its parent alone.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(await judgeFilm(bytes, kind))
