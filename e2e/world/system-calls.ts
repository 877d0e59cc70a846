import { readFileSync } from 'node:fs'

/** What a server did to disk and network, in the order in which it did it. */
export type SystemCall =
  | { readonly kind: 'request'; readonly socket: number; readonly line: string }
  | { readonly kind: 'answer'; readonly socket: number; readonly status: number }
  | { readonly kind: 'synced' }

/** The calls to trace: the reads and writes of a socket, and whatever makes a file durable. */
export const tracedCalls = 'trace=fsync,fdatasync,read,recvfrom,recvmsg,write,writev,sendto,sendmsg'

/** Reads what strace (`-f -s 64 -o file`) wrote; calls of several threads that were cut in two are put together again. */
export function readSystemCalls(path: string): SystemCall[] {
  const cut = new Map<string, string>()
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, thread = '', text = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
      if (text.endsWith('<unfinished ...>')) {
        cut.set(thread, text.slice(0, -'<unfinished ...>'.length).trimEnd())
        return []
      }
      const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1]
      const call = readCall(rest === undefined ? text : (cut.get(thread) ?? '') + rest)
      return call ? [call] : []
    })
}

function readCall(text: string): SystemCall | undefined {
  if (/^f(data)?sync\(\d+\)?.* = 0$/.test(text)) return { kind: 'synced' }
  const received = /^(?:read|recvfrom|recvmsg)\((\d+),.*?"((?:GET|POST|PUT|DELETE) [^ ]+)/.exec(
    text,
  )
  if (received) return { kind: 'request', socket: Number(received[1]), line: received[2] ?? '' }
  const sent = /^(?:write|writev|sendto|sendmsg)\((\d+),.*?"HTTP\/1\.1 (\d{3}) /.exec(text)
  if (sent) return { kind: 'answer', socket: Number(sent[1]), status: Number(sent[2]) }
  return undefined
}
