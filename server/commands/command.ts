import type { Readable, Writable } from 'node:stream'

/** Where a command reads and writes. */
export interface Terminal {
  readonly in: Readable
  readonly out: Writable
  readonly err: Writable
  readonly env: Readonly<Record<string, string | undefined>>
}

/** One command of `pnpm etui`, with the words after its name. Throws `Misuse` for words it does not understand. */
export type Command = (args: readonly string[], terminal: Terminal) => Promise<Outcome>

/** What a command says, or that with the exit code of what it found. */
export type Outcome = string | { readonly text: string; readonly exitCode: number }

/** A command that was not understood. */
export class Misuse extends Error {
  override readonly name = 'Misuse'
}
