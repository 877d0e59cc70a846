/** The matrix maker of `qrcode` by itself: without the renderers that its main entry brings along. */
declare module 'qrcode/lib/core/qrcode.js' {
  import type { QRCode, QRCodeOptions, QRCodeSegment } from 'qrcode'
  const core: { create(segments: QRCodeSegment[], options: QRCodeOptions): QRCode }
  export default core
}
