/** Stitches along the four corners of a 330 square, each leaning like the accent of é. */
export const corners = stitchCorners(330, 92, 34)

function stitchCorners(side: number, arm: number, radius: number): string {
  const straight = Array.from(
    { length: 4 },
    (_, step) => radius + ((arm - radius) * (step + 0.5)) / 4,
  )
  const bend = [25, 65].map((degrees) => (degrees * Math.PI) / 180)
  // Place, and the way the seam runs there, in degrees; a stitch leans a quarter of a right angle off it.
  const dots = [
    ...straight.map((along) => [along, 0, 0] as const),
    ...bend.map(
      (turn) => [radius * (1 - Math.sin(turn)), radius * (1 - Math.cos(turn)), -45] as const,
    ),
    ...straight.map((along) => [0, along, 90] as const),
  ]
  const turned = dots.flatMap(([x, y, way]) => [
    [x, y, way],
    [side - y, x, way + 90],
    [side - x, side - y, way],
    [y, side - x, way + 90],
  ])
  return turned
    .map(([x = 0, y = 0, way = 0]) => stitch(x, y, ((way - 26) * Math.PI) / 180))
    .join('')
}

function stitch(x: number, y: number, angle: number): string {
  const [dx, dy] = [11 * Math.cos(angle), 11 * Math.sin(angle)]
  return `M${(x - dx / 2).toFixed(1)} ${(y - dy / 2).toFixed(1)}l${dx.toFixed(1)} ${dy.toFixed(1)}`
}
