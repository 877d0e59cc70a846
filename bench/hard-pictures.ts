import QRCode from 'qrcode'
import { blur, gaussian, smear, type Grey } from './picture-optics.ts'
import { seededRandom, type Random } from './seeded-random.ts'

/** What a camera's picture of a phone's screen suffers from. Lengths are in modules, angles in radians. */
export interface Scene {
  /** camera pixels a module */
  readonly scale: number
  readonly turn: number
  /** how far the screen leans away, about an axis at `leanAlong` */
  readonly lean: number
  readonly leanAlong: number
  /** standard deviation of the lens's blur */
  readonly blur: number
  /** how far the hand moved while the picture was taken, and which way */
  readonly smear: number
  readonly smearAlong: number
  /** standard deviation of the sensor's noise, of 255 */
  readonly noise: number
  /** the grey of the screen's white and black as they reach the sensor */
  readonly white: number
  readonly black: number
  /** light at the darker side of the picture, of that at the brighter */
  readonly shade: number
  /** radius of a reflected lamp; it drowns what is under it */
  readonly glare: number
  /** depth of the pattern that the screen's own pixels beat against the camera's, 0..1 */
  readonly beat: number
  /** modules of the quiet zone that something dark covers on one side */
  readonly covered: number
  readonly isInverted: boolean
}

export interface HardPicture {
  readonly kind: Kind
  readonly text: string
  readonly width: number
  readonly height: number
  /** RGBA */
  readonly data: Uint8ClampedArray
}

const easy: Scene = {
  scale: 4.5,
  turn: 0,
  lean: 0,
  leanAlong: 0,
  blur: 0.2,
  smear: 0,
  smearAlong: 0,
  noise: 6,
  white: 225,
  black: 30,
  shade: 0.85,
  glare: 0,
  beat: 0,
  covered: 0,
  isInverted: false,
}

/** Each kind draws its own from a source of numbers: how bad it gets, from what every reader bears to what few do. */
const kinds = {
  plain: () => ({}),
  rotated: (draw) => ({ turn: draw(0, 2 * Math.PI) }),
  leaning: (draw) => ({ ...askew(draw), lean: draw(0.5, 0.95), leanAlong: draw(0, Math.PI) }),
  small: (draw) => ({ ...askew(draw), scale: draw(1.9, 2.8), blur: draw(0.15, 0.3) }),
  blurred: (draw) => ({ ...askew(draw), blur: draw(0.3, 0.6) }),
  moving: (draw) => ({ ...askew(draw), smear: draw(0.8, 1.8), smearAlong: draw(0, Math.PI) }),
  noisy: (draw) => ({ ...askew(draw), noise: draw(25, 60) }),
  dim: (draw) => ({ ...askew(draw), white: draw(35, 70), black: draw(8, 16), noise: draw(3, 7) }),
  shaded: (draw) => ({ ...askew(draw), shade: draw(0.08, 0.3) }),
  glaring: (draw) => ({ ...askew(draw), glare: draw(5, 14) }),
  beating: (draw) => ({ ...askew(draw), beat: draw(0.35, 0.8), blur: 0.1 }),
  covered: (draw) => ({ ...askew(draw), covered: draw(3, 4) }),
  pale: (draw) => ({
    ...askew(draw),
    white: draw(140, 170),
    black: draw(95, 125),
    noise: draw(4, 9),
  }),
  inverted: (draw) => ({ ...askew(draw), isInverted: true }),
  evening: (draw) => ({
    turn: draw(0, 2 * Math.PI),
    scale: draw(3.2, 4.2),
    lean: draw(0.2, 0.6),
    leanAlong: draw(0, Math.PI),
    blur: draw(0.2, 0.35),
    white: draw(80, 130),
    black: draw(20, 35),
    noise: draw(4, 9),
    shade: draw(0.3, 0.6),
  }),
} as const satisfies Record<string, (draw: Between) => Partial<Scene>>

export type Kind = keyof typeof kinds
type Between = (least: number, most: number) => number

export const hardKinds = Object.keys(kinds) as readonly Kind[] // the keys of a constant

const [width, height] = [1280, 720]

/**
 * Pictures that a counter's camera could take of codes that phones show, `perKind` of each kind: the same each time for the
 * same seed. `texts` are digits of presentations, used one after the other.
 */
export function* hardPictures(
  texts: readonly [string, ...string[]],
  perKind: number,
  seed = 2026,
): Generator<HardPicture> {
  for (const kind of hardKinds) {
    for (let place = 0; place < perKind; place++) {
      const random = seededRandom(seed * 1000 + hardKinds.indexOf(kind) * 100 + place)
      const between: Between = (least, most) => least + (most - least) * random()
      const scene = { ...easy, ...kinds[kind](between) }
      const text = texts[place % texts.length] ?? texts[0]
      yield { kind, text, width, height, data: takePicture(text, scene, random) }
    }
  }
}

/** Nobody holds a phone quite straight. */
function askew(draw: Between): Partial<Scene> {
  return { turn: draw(-0.25, 0.25), lean: draw(0, 0.2), leanAlong: draw(0, Math.PI) }
}

/** The screen as light: its code, its white panel and what lies around; then the lens, then the sensor. */
function takePicture(text: string, scene: Scene, random: Random): Uint8ClampedArray {
  const light = expose(text, scene, random)
  const seen = smear(
    blur(light, scene.blur * scene.scale),
    scene.smear * scene.scale,
    scene.smearAlong,
  )
  const data = new Uint8ClampedArray(width * height * 4)
  for (let at = 0; at < seen.light.length; at++) {
    const grey = (seen.light[at] ?? 0) + scene.noise * gaussian(random)
    data.fill(Math.round(Math.min(255, Math.max(0, grey))), at * 4, at * 4 + 3)
    data[at * 4 + 3] = 255
  }
  return data
}

function expose(text: string, scene: Scene, random: Random): Grey {
  const { modules } = QRCode.create([{ data: text, mode: 'numeric' }], {
    errorCorrectionLevel: 'M',
    maskPattern: 0,
  })
  const side = modules.size
  const toCode = placer(scene, side)
  const shadeAlong = random() * 2 * Math.PI
  const lamp = { x: side * (0.3 + 0.4 * random()), y: side * (0.3 + 0.4 * random()) }
  const light = new Float32Array(width * height)
  const steps = [-1 / 3, 0, 1 / 3]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = toCode(x, y)
      light[y * width + x] = pixelLight(x, y, u, v) * shadeAt(x, y) + glareAt(u, v)
    }
  }
  return { width, height, light }

  /** A pixel gathers what falls on its area; where there is no edge near, its middle will do. */
  function pixelLight(x: number, y: number, u: number, v: number): number {
    if (Math.min(u, v) < -6 || Math.max(u, v) > side + 6) return screenLight(u, v)
    let sum = 0
    for (const dy of steps) {
      for (const dx of steps) {
        const [near, nearer] = toCode(x + dx, y + dy)
        sum += screenLight(near, nearer)
      }
    }
    return sum / 9
  }

  function screenLight(u: number, v: number): number {
    const quiet = 4
    const isCovered = u < scene.covered - quiet
    const isPanel = u >= -quiet && v >= -quiet && u < side + quiet && v < side + quiet
    if (isCovered || !isPanel) return tableLight(u, v, side)
    const isInside = u >= 0 && v >= 0 && u < side && v < side
    const isDark = isInside && modules.data[Math.floor(v) * side + Math.floor(u)] === 1
    const level = isDark === scene.isInverted ? scene.white : scene.black
    return level * beatAt(u, v)
  }

  /** A screen has some eleven pixels a module here; between two of them it is darker. */
  function beatAt(u: number, v: number): number {
    if (scene.beat === 0) return 1
    const grid = Math.cos(u * 2 * Math.PI * 4.45) * Math.cos(v * 2 * Math.PI * 4.45)
    return 1 - scene.beat * (0.5 - 0.5 * grid)
  }

  function shadeAt(x: number, y: number): number {
    const along =
      ((x / width - 0.5) * Math.cos(shadeAlong) + (y / height - 0.5) * Math.sin(shadeAlong)) * 2
    const bright = Math.min(1, Math.max(0, 0.5 + along))
    return scene.shade + (1 - scene.shade) * bright
  }

  function glareAt(u: number, v: number): number {
    if (scene.glare === 0) return 0
    const distance = Math.hypot(u - lamp.x, v - lamp.y) / scene.glare
    return 260 * Math.exp(-(distance ** 4))
  }
}

/** Around the panel: the phone's dark screen, then a table with some grain. */
function tableLight(u: number, v: number, side: number): number {
  const isPhone = u > -9 && v > -30 && u < side + 9 && v < side + 45
  if (isPhone) return 26
  return 105 + 18 * Math.sin(u * 0.7) * Math.sin(v * 0.43 + u * 0.11)
}

/** From a pixel of the picture to a place on the code: the inverse of turning, leaning and looking from a distance. */
function placer(scene: Scene, side: number): (x: number, y: number) => readonly [number, number] {
  const { scale, turn, lean, leanAlong } = scene
  // The camera is three codes away.
  const far = 3 * side
  const [cosTurn, sinTurn] = [Math.cos(turn), Math.sin(turn)]
  const [cosAlong, sinAlong] = [Math.cos(leanAlong), Math.sin(leanAlong)]
  const [cosLean, sinLean] = [Math.cos(lean), Math.sin(lean)]
  return (x, y) => {
    const [px, py] = [(x - width / 2) / scale, (y - height / 2) / scale]
    // Along the axis nothing changes; across it, the plane goes away by the sine of the lean.
    const along = px * cosAlong + py * sinAlong
    const across = -px * sinAlong + py * cosAlong
    const depth = (cosLean * far) / Math.max(1, cosLean * far - sinLean * across)
    const [a, c] = [along * depth, (across * depth) / cosLean]
    const [sx, sy] = [a * cosAlong - c * sinAlong, a * sinAlong + c * cosAlong]
    return [sx * cosTurn + sy * sinTurn + side / 2, -sx * sinTurn + sy * cosTurn + side / 2]
  }
}
