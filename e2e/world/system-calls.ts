import { readFileSync } from 'node:fs'

/** What a server did to disk and network, in the order in which it did it. */
export type SystemCall =
  | { readonly kind: 'request'; readonly socket: number; readonly line: string }
  | { readonly kind: 'answer'; readonly socket: number; readonly status: number }
  /** a frame put into a write-ahead log; `isCommit` of the last one of a transaction */
  | { readonly kind: 'logged'; readonly file: string; readonly isCommit: boolean }
  | { readonly kind: 'synced'; readonly file: string }

/** The calls to trace: the reads and writes of a socket, what is written to files, and whatever makes it durable. */
export const traceOptions: readonly string[] = [
  '-f',
  '-y',
  '-s',
  '64',
  '-e',
  'trace=fsync,fdatasync,pwrite64,read,recvfrom,recvmsg,write,writev,sendto,sendmsg',
]

/**
 * Reads what strace wrote with these options. A call of one thread that another's cut in two counts where it began when it
 * lets something out (an answer, a frame of a log), and where it ended when it brings something in or makes it durable.
 */
export function readSystemCalls(path: string): SystemCall[] {
  const cut = new Map<string, string>()
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, thread = '', text = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
      if (text.endsWith('<unfinished ...>')) {
        const begun = text.slice(0, -'<unfinished ...>'.length).trimEnd()
        const out = readOutgoing(begun)
        if (!out) cut.set(thread, begun)
        return out ? [out] : []
      }
      const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1]
      const whole = rest === undefined ? text : (cut.get(thread) ?? '') + rest
      cut.delete(thread)
      const call = readOutgoing(whole) ?? readIncoming(whole)
      return call ? [call] : []
    })
}

function readOutgoing(text: string): SystemCall | undefined {
  const sent = /^(?:write|writev|sendto|sendmsg)\((\d+)<[^>]*>,.*?"HTTP\/1\.1 (\d{3}) /.exec(text)
  if (sent) return { kind: 'answer', socket: Number(sent[1]), status: Number(sent[2]) }
  const [, file, header = ''] =
    /^pwrite64\(\d+<([^>]*-wal)>, "(.*?)"(?:\.\.\.)?, 24, /.exec(text) ?? []
  if (file === undefined) return undefined
  return { kind: 'logged', file, isCommit: isCommitFrame(bytesOf(header)) }
}

function readIncoming(text: string): SystemCall | undefined {
  const [, file] = /^f(?:data)?sync\(\d+<([^>]*)>\s*\).* = 0$/.exec(text) ?? []
  if (file !== undefined) return { kind: 'synced', file }
  const received =
    /^(?:read|recvfrom|recvmsg)\((\d+)<[^>]*>,.*?"((?:GET|POST|PUT|DELETE) [^ ]+)/.exec(text)
  if (!received) return undefined
  return { kind: 'request', socket: Number(received[1]), line: received[2] ?? '' }
}

/** Whether a frame's header gives the database's size in pages: the last frame of a transaction alone does (sqlite.org, "WAL file format"). */
function isCommitFrame(header: Buffer): boolean {
  return header.readUInt32BE(4) > 0
}

const escapes: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 }

/** The bytes of a text as strace writes it: octal, and C's escapes. */
function bytesOf(text: string): Buffer {
  const parts = text.matchAll(/\\([0-7]{1,3}|.)|[^\\]/g)
  return Buffer.from(
    Array.from(parts, ([character, escaped]) => {
      if (escaped === undefined) return character.charCodeAt(0)
      if (/^[0-7]/.test(escaped)) return Number.parseInt(escaped, 8)
      return escapes[escaped] ?? escaped.charCodeAt(0)
    }),
  )
}
