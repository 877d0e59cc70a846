import pino, { type DestinationStream, type Logger } from 'pino'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]
export type { Logger }

/**
 * The fields a line may carry: ids, codes, counts and durations. Everything else is dropped, so that no trait, body,
 * query, cookie or proof can be written by accident (DESIGN.md 2, promise 12).
 */
const allowedFields = new Set([
  'level',
  'time',
  'msg',
  'err',
  'requestId',
  'app',
  'method',
  'route',
  'status',
  'ms',
  'bytes',
  'code',
  'personId',
  'phoneId',
  'cardId',
  'beneficiaryId',
  'counterId',
  'professionalId',
  'agentId',
  'clientId',
  'enrolmentId',
  'checkId',
  'blockId',
  'invoiceId',
  'mailId',
  'keyId',
  'shard',
  'version',
  'port',
  'host',
  'mode',
  'engine',
  'count',
  'reason',
  'signal',
  'origin',
])

/** An id, a code or a route: short, without spaces or the characters of an e-mail, and no run of digits a NIR could hide in. */
const plainText = /^[\w./:*{}?-]{0,120}$/
const longDigits = /\d{11,}/

/** Lines to a file, or to the standard output: written in the background, by 4 kB or after a quarter of a second. */
export function logDestination(file?: string): DestinationStream {
  return pino.destination({
    ...(file !== undefined && { dest: file }),
    sync: false,
    minLength: 4_096,
    periodicFlush: 250,
  })
}

/** The server's logger: one JSON line an event; pino writes what is left when the process ends. */
export function createLog(level: LogLevel, to: DestinationStream = logDestination()): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: keepAllowed },
      hooks: {
        logMethod(args, write) {
          write.apply(this, sentenceOf(args))
        },
      },
      serializers: { err: describeError },
    },
    to,
  )
  // pino lets what a child is born with pass every formatter by.
  const { child } = log
  log.child = function born(this: Logger, fields, options) {
    return child.call(this, keepAllowed(fields), options)
  } as typeof log.child // its generic parameter is for custom levels, of which there are none
  return log
}

/** pino would make an error's message the sentence of its line; and a sentence is ours, without values in it. */
function sentenceOf([first, second]: readonly unknown[]): [object, string] {
  const fields = first instanceof Error ? { err: first } : first
  const sentence = typeof fields === 'string' ? fields : typeof second === 'string' ? second : ''
  const isSafe = !longDigits.test(sentence) && !sentence.includes('@')
  return [typeof fields === 'object' && fields ? fields : {}, isSafe ? sentence : '[redacted]']
}

function keepAllowed(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (!allowedFields.has(name)) continue
    if (name === 'err') kept[name] = value
    else if (typeof value === 'number' || typeof value === 'boolean') kept[name] = value
    else if (typeof value === 'string') kept[name] = isPlain(value) ? value : '[redacted]'
  }
  return kept
}

function isPlain(text: string): boolean {
  return plainText.test(text) && !longDigits.test(text)
}

interface DescribedError {
  readonly name: string
  readonly code?: string
  readonly at: readonly string[]
  readonly cause?: DescribedError
}

/**
 * An error without its message: a database's or a parser's message quotes what it met. The kind, the code and the lines
 * of the stack are what finds a fault.
 */
function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, at: [] }
  const code =
    'code' in error && typeof error.code === 'string' && isPlain(error.code)
      ? error.code
      : undefined
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
  return {
    name: isPlain(error.name) ? error.name : 'Error',
    ...(code !== undefined && { code }),
    at,
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  }
}
