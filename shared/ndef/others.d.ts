/** As much of two other makers of NDEF messages as the tests ask; neither brings its types. */
declare module 'ndef' {
  interface Record {
    readonly tnf: number
    readonly type: string
    readonly payload: number[]
  }
  const ndef: {
    record(tnf: number, type: string, id: number[], payload: number[]): Record
    uriRecord(uri: string): Record
    encodeMessage(records: readonly Record[]): number[]
    decodeMessage(bytes: number[]): Record[]
  }
  export default ndef
}

declare module '@taptrack/ndef' {
  interface Part {
    toByteArray(): Uint8Array
  }
  const taptrack: {
    Record: new (
      isChunked: boolean,
      tnf: number,
      type: Uint8Array,
      id: Uint8Array,
      payload: Uint8Array,
    ) => Part
    Message: new (records: readonly Part[]) => Part
    Utils: { createUriRecord(uri: string): Part }
  }
  export default taptrack
}
