/** What the system's own reader answers (W3C Accelerated Shape Detection); the compiler's list does not have it. */
interface Detector {
  detect(picture: ImageData): Promise<readonly { readonly rawValue: string }[]>
}

interface MayDetect {
  readonly BarcodeDetector?: new (options: { formats: readonly string[] }) => Detector
}

/**
 * The system's reader where it has one: it sees codes that ours may not. Undefined where there is none, or once it failed;
 * nothing depends on it.
 */
export function nativeReader(
  // The compiler does not know that the name may be there.
  scope: MayDetect = globalThis as MayDetect,
): (picture: ImageData) => Promise<string | undefined> {
  let detector: Detector | undefined
  try {
    detector = scope.BarcodeDetector && new scope.BarcodeDetector({ formats: ['qr_code'] })
  } catch {
    // It knows other codes only.
  }
  return async (picture) => {
    try {
      const [code] = (await detector?.detect(picture)) ?? []
      return code?.rawValue || undefined
    } catch {
      detector = undefined
      return undefined
    }
  }
}
