import { hardKinds, hardPictures } from './hard-pictures.ts'
import { pictureReaders, type PictureReader } from './picture-readers.ts'
import { presentationTexts } from './presentation-texts.ts'
import { quantile, type Figure, type Section } from './report.ts'

const perKind = 6

/** What share of bad pictures a counter reads, and how long it takes, beside what others read of the same pictures. */
export async function benchHardPictures(): Promise<Section> {
  const readers = Object.entries<PictureReader>(pictureReaders())
  const times = new Map<string, number[]>(readers.map(([name]) => [name, []]))
  const hits = new Map<string, number>()
  for (const picture of hardPictures(presentationTexts(), perKind)) {
    for (const [name, read] of readers) {
      const start = performance.now()
      const text = await read(picture)
      times.get(name)?.push(performance.now() - start)
      if (text !== picture.text) continue
      for (const key of [name, `${name} ${picture.kind}`]) hits.set(key, (hits.get(key) ?? 0) + 1)
    }
  }
  const all = perKind * hardKinds.length
  const [[ours = ''] = [], ...others] = readers
  const rateOf = (name: string) => (100 * (hits.get(name) ?? 0)) / all
  const figures: Figure[] = readers.flatMap(([name]) => {
    const sample = times.get(name) ?? []
    const isOurs = name === ours
    const compared = isOurs ? {} : { ratio: rateOf(name) / rateOf(ours), ratioTo: ours }
    return [
      { name: `${name}: read`, value: rateOf(name), unit: '%', ...compared },
      { name: `${name}: a picture, p50`, value: quantile(sample, 0.5), unit: 'ms' },
      { name: `${name}: a picture, p95`, value: quantile(sample, 0.95), unit: 'ms' },
    ]
  })
  for (const kind of hardKinds) {
    const beside = others.map(([name]) => `${name} ${hits.get(`${name} ${kind}`) ?? 0}`)
    figures.push({
      name: `${kind}: read by ${ours}`,
      value: hits.get(`${ours} ${kind}`) ?? 0,
      unit: `of ${perKind} (${beside.join('; ')})`,
    })
  }
  return {
    title: 'Hard pictures',
    note:
      `${all} pictures of 1,280 by 720, ${perKind} of each kind, made by optics in code from real presentations, the same at ` +
      'each run: each reader gets each picture once. Ours is the library zxing-wasm with three looks at a picture (as it is, ' +
      'its light levelled, sharpened); “first look” is that library alone. A camera gives another picture at once, so that ' +
      'what is missed once is mostly read the next time.',
    figures,
  }
}
