import { quietZone, type CodeMatrix } from './code-matrix.ts'

/**
 * Draws a code so that each module is the same whole number of device pixels, as many as fit in `room` CSS pixels with the
 * quiet zone inside, and sizes the canvas to it. One path: nothing is rounded, nothing smoothed.
 */
export function drawCode(
  canvas: HTMLCanvasElement,
  { size, modules }: CodeMatrix,
  { room, ratio }: { readonly room: number; readonly ratio: number },
): void {
  const side = size + 2 * quietZone
  const pixels = Math.max(1, Math.floor((room * ratio) / side))
  canvas.width = side * pixels
  canvas.height = side * pixels
  canvas.style.inlineSize = `${(side * pixels) / ratio}px`
  canvas.style.blockSize = canvas.style.inlineSize
  const pen = penOf(canvas)
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = '#000'
  pen.beginPath()
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const from = column
      while (column < size && modules[row * size + column] === 1) column++
      if (column === from) continue
      const x = (from + quietZone) * pixels
      pen.rect(x, (row + quietZone) * pixels, (column - from) * pixels, pixels)
    }
  }
  pen.fill()
}

/** Leaves nothing of the code, neither on the screen nor in the canvas. */
export function eraseCode(canvas: HTMLCanvasElement): void {
  penOf(canvas).clearRect(0, 0, canvas.width, canvas.height)
}

function penOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const pen = canvas.getContext('2d', { alpha: true })
  if (pen === null) throw new TypeError('this canvas draws something else')
  return pen
}
