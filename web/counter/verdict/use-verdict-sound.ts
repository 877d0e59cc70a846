import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { ReadingResult } from '../../src/reading/reading-result.ts'
import { playTune, tuneOf } from './verdict-sound.ts'

const place = 'etui.sound'

/** A browser that lets no page sound before it is touched answers late: a tune after that would belong to nothing. */
const LATE_MS = 300

export interface VerdictSound {
  readonly isOn: Readonly<Ref<boolean>>
  /** Turns it on or off on this machine. */
  toggle(): void
}

/** A tune at each verdict, unless this machine is mute. The words and the colour say the same. Ends with the scope. */
export function useVerdictSound(
  result: Readonly<Ref<ReadingResult | undefined>>,
  makeContext: () => AudioContext = () => new AudioContext(),
): VerdictSound {
  const isOn = shallowRef(readKept())
  let context: AudioContext | undefined

  watch(result, (read) => read && isOn.value && void play(read))
  onScopeDispose(() => void context?.close())

  async function play({ verdict }: ReadingResult): Promise<void> {
    try {
      context ??= makeContext()
      const asked = performance.now()
      if (context.state !== 'running') await context.resume()
      if (performance.now() - asked < LATE_MS) playTune(context, tuneOf(verdict))
    } catch {
      // A machine without sound, or a page that is closing: the screen has said it.
    }
  }

  function toggle(): void {
    isOn.value = !isOn.value
    try {
      localStorage.setItem(place, isOn.value ? 'on' : 'off')
    } catch {
      // Storage closed by the browser's settings: it holds as long as the page.
    }
  }

  return { isOn: readonly(isOn), toggle }
}

function readKept(): boolean {
  try {
    return localStorage.getItem(place) !== 'off'
  } catch {
    return true
  }
}
