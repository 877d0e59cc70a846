import { BufferSource, EncodedPacketSink, Input, MP4, WEBM } from 'mediabunny'
import {
  type RecordingFault,
  type RecordingKind,
  recordingLimits,
} from '@etui/shared/enrolment/recording.ts'

/** All frames of a film as long as may be, at the highest rate a phone has. More would only be counted for nothing. */
const mostPackets = (recordingLimits.mostMs / 1_000) * 120

export type FilmFinding = { readonly durationMs: number } | { readonly fault: RecordingFault }

/**
 * Judges a film by its content, whatever it is called: WebM or MP4, a video track of a codec we know that begins with a
 * key frame by its own bits, of the length asked for, with frames all along; and sound with the face, which says digits.
 */
export async function judgeFilm(bytes: Uint8Array, kind: RecordingKind): Promise<FilmFinding> {
  using input = new Input({ source: new BufferSource(bytes), formats: [WEBM, MP4] })
  try {
    return await judge(input, kind)
  } catch {
    // What its container promises is not there.
    return { fault: 'damaged' }
  }
}

async function judge(input: Input, kind: RecordingKind): Promise<FilmFinding> {
  if (!(await input.canRead())) return { fault: 'not-a-video' }
  const video = await input.getPrimaryVideoTrack()
  if (!video || (await video.getCodec()) === null) return { fault: 'not-a-video' }
  const sink = new EncodedPacketSink(video)
  const first = await sink.getFirstPacket()
  if (!first || (await video.determinePacketType(first)) !== 'key') return { fault: 'damaged' }
  const { packetCount } = await video.computePacketStats(mostPackets)
  const seconds = (await video.computeDuration()) - first.timestamp
  const durationMs = Math.round(seconds * 1_000)
  if (!(durationMs >= recordingLimits.leastMs)) return { fault: 'too-short' }
  if (durationMs > recordingLimits.mostMs) return { fault: 'too-long' }
  if (packetCount / seconds <= recordingLimits.leastFramesPerSecond) return { fault: 'damaged' }
  if (kind === 'face' && !(await input.getPrimaryAudioTrack())) return { fault: 'no-sound' }
  return { durationMs }
}
