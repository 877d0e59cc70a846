import type { Page } from '@playwright/test'

/**
 * In the page, before its own scripts: marks `pictured` when a picture goes to a reader, and `painted` in the first task after
 * the frame that shows another title.
 */
export function markScans(): void {
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', () => performance.mark('painted'))
  port1.start()
  const { postMessage } = Worker.prototype
  Worker.prototype.postMessage = function marked(...given: unknown[]) {
    const [sent] = given
    const isPicture = typeof sent === 'object' && sent !== null && 'picture' in sent
    if (isPicture) performance.mark('pictured')
    return Reflect.apply(postMessage, this, given)
  }
  let title: string | null | undefined
  new MutationObserver(() => {
    const now = document.querySelector('h1')?.textContent
    if (now === undefined || now === title) return
    title = now
    requestAnimationFrame(() => port2.postMessage(''))
  }).observe(document, { subtree: true, childList: true, characterData: true })
}

/** In the page: the digits of a scanner and its Enter, which is the mark `scanned`. */
export function typeScan(digits: string): void {
  const keys = [...digits].map((key) => ({ key, code: `Digit${key}` }))
  for (const { key, code } of [...keys, { key: 'Enter', code: 'Enter' }]) {
    if (key === 'Enter') performance.mark('scanned')
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }),
    )
  }
}

/** Leaves the last verdict, and forgets what was marked. */
export async function backToReady(page: Page, title: RegExp | string): Promise<void> {
  const ready = page.getByRole('heading', { name: title })
  if (!(await ready.isVisible())) await page.keyboard.press('Escape')
  await ready.waitFor()
  await page.evaluate(() => performance.clearMarks())
}

/** Waits until the verdict is painted, and answers the milliseconds since the last mark of that name before it. */
export async function milliseconds(
  page: Page,
  from: 'scanned' | 'pictured' | 'answered',
  verdict: RegExp | string,
): Promise<number> {
  await page.getByText(verdict).first().waitFor({ timeout: 30_000 })
  return page.evaluate(
    (name) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const painted = performance.getEntriesByName('painted').at(-1)
          const begun = performance
            .getEntriesByName(name)
            .filter(({ startTime }) => painted && startTime < painted.startTime)
            .at(-1)
          if (painted && begun) resolve(painted.startTime - begun.startTime)
          else setTimeout(look, 20)
        }
        look()
      }),
    from,
  )
}

/** In the page: one key agreement, one opening and two signatures checked with keys from bytes, in milliseconds. */
export async function bareVerification(): Promise<number> {
  const { subtle } = crypto
  const dh = { name: 'ECDH', namedCurve: 'P-256' }
  const dsa = { name: 'ECDSA', namedCurve: 'P-256' }
  const signing = { name: 'ECDSA', hash: 'SHA-256' }
  const message = crypto.getRandomValues(new Uint8Array(700))
  const nonce = new Uint8Array(12)
  const [own, other, signer] = await Promise.all([
    subtle.generateKey(dh, false, ['deriveBits']),
    subtle.generateKey(dh, false, ['deriveBits']),
    subtle.generateKey(dsa, false, ['sign', 'verify']),
  ])
  const signature = await subtle.sign(signing, signer.privateKey, message)
  const [dhPoint, dsaPoint] = await Promise.all([
    subtle.exportKey('raw', other.publicKey),
    subtle.exportKey('raw', signer.publicKey),
  ])
  const aes = await subtle.generateKey({ name: 'AES-GCM', length: 128 }, false, [
    'encrypt',
    'decrypt',
  ])
  const sealed = await subtle.encrypt({ name: 'AES-GCM', iv: nonce }, aes, message)
  const start = performance.now()
  const key = await subtle.importKey('raw', dhPoint, dh, false, [])
  await subtle.deriveBits({ name: 'ECDH', public: key }, own.privateKey, 256)
  await subtle.decrypt({ name: 'AES-GCM', iv: nonce }, aes, sealed)
  for (let one = 0; one < 2; one++) {
    const issuer = await subtle.importKey('raw', dsaPoint, dsa, false, ['verify'])
    await subtle.verify(signing, issuer, signature, message)
  }
  return performance.now() - start
}
