import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny'

export interface FilmOptions {
  readonly seconds?: number
  readonly framesPerSecond?: number
  readonly hasSound?: boolean
  /** Whether the first frame is one that needs no other. */
  readonly beginsWithKey?: boolean
  readonly container?: 'webm' | 'mp4'
  /** Bytes of each frame. */
  readonly frameBytes?: number
  /** Repeated through every frame, so that the film is noticed wherever it lies in clear. */
  readonly marker?: Buffer
}

/**
 * A small film of our own making: VP8 frames whose first bytes are those of real ones (RFC 6386, section 9.1) over filler,
 * and Opus packets of silence. A demuxer reads it like a camera's; nobody would see a picture.
 */
export async function makeFilm(options: FilmOptions = {}): Promise<Buffer> {
  const { seconds = 3, framesPerSecond = 10, hasSound = true, container = 'webm' } = options
  const { beginsWithKey = true, frameBytes = 200 } = options
  const target = new BufferTarget()
  const format = container === 'webm' ? new WebMOutputFormat() : new Mp4OutputFormat()
  const output = new Output({ format, target })
  const video = new EncodedVideoPacketSource('vp8')
  const audio = new EncodedAudioPacketSource('opus')
  output.addVideoTrack(video)
  if (hasSound) output.addAudioTrack(audio)
  await output.start()
  const frames = Math.round(seconds * framesPerSecond)
  for (let index = 0; index < frames; index++) {
    const isKey = index === 0 && beginsWithKey
    const bytes = vp8Frame(isKey, frameBytes, options.marker ?? index % 251)
    const at = index / framesPerSecond
    // The container is told key all the same: it is the bits that are judged.
    const type = index === 0 ? 'key' : 'delta'
    await video.add(new EncodedPacket(bytes, type, at, 1 / framesPerSecond), {
      decoderConfig: { codec: 'vp8', codedWidth: 640, codedHeight: 480 },
    })
    if (hasSound) {
      const silence = Uint8Array.of(0xf8, 0xff, 0xfe)
      await audio.add(new EncodedPacket(silence, 'key', at, 1 / framesPerSecond), {
        decoderConfig: { codec: 'opus', sampleRate: 48_000, numberOfChannels: 1 },
      })
    }
  }
  await output.finalize()
  if (!target.buffer) throw new TypeError('a film that was finished has its bytes')
  return Buffer.from(target.buffer)
}

function vp8Frame(isKey: boolean, length: number, filler: Buffer | number): Uint8Array {
  const bytes = new Uint8Array(Buffer.alloc(length, filler))
  // Bit 0 of the frame tag is 0 for a key frame; then the start code 9d 01 2a, width and height.
  const head = isKey ? [0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01] : [0x11, 0, 0]
  bytes.set(head)
  return bytes
}
