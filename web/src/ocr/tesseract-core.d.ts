/** The part of Tesseract's WebAssembly that reads a picture; the package itself carries no types. */
declare module 'tesseract.js-core/tesseract-core-simd-lstm.js' {
  interface TessBaseAPI {
    /** 0 when the language was read; `engine` 1 is the neural one */
    Init(folder: string, language: string, engine: number): number
    SetVariable(name: string, value: string): boolean
    /** Takes `/input`; `orientation` as in Exif, `angle` in radians. 0 when it is a picture. */
    SetImageFile(orientation: number, angle: number): number
    Recognize(monitor: null): number
    GetUTF8Text(): string
  }
  interface TesseractCore {
    readonly FS: { writeFile(path: string, bytes: Uint8Array): void }
    readonly TessBaseAPI: new () => TessBaseAPI
  }
  export default function createCore(options: {
    locateFile(name: string): string
    print?(line: string): void
    printErr?(line: string): void
  }): Promise<TesseractCore>
}
