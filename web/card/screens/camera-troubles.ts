import type { CameraState } from '../../src/scanner/use-camera.ts'

/** What is said where there is no picture, by the keys of the texts. */
export const cameraTroubles = {
  off: 'camera.off',
  ended: 'camera.off',
  refused: 'camera.refused',
  absent: 'camera.absent',
  busy: 'camera.busy',
  unsupported: 'camera.unsupported',
  'reader-failed': 'camera.failed',
} as const satisfies Record<Exclude<CameraState, 'opening' | 'looking' | 'blurred'>, string>

export function isTrouble(state: CameraState): state is keyof typeof cameraTroubles {
  return state in cameraTroubles
}
