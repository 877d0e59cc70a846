import { expect, test } from 'vitest'
import { createLog } from './log.ts'

function written(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = []
  write(createLog('debug', { write: (line) => void lines.push(line) }))
  return lines.map((line) => JSON.parse(line))
}

const nir = '255197512345678'

test('writes ids, codes and figures', () => {
  const [line] = written((log) =>
    log.info({ requestId: 'r-1', status: 200, personId: 'p_8fA2', invoiceId: 'i-9' }, 'answered'),
  )
  expect(line).toMatchObject({
    level: 'info',
    requestId: 'r-1',
    status: 200,
    personId: 'p_8fA2',
    invoiceId: 'i-9',
    msg: 'answered',
  })
})

test('drops every field it does not know, and what hides in those it knows', () => {
  const lines = written((log) => {
    log.info(
      {
        body: { nir },
        headers: { cookie: 'c00kie' },
        query: `nir=${nir}`,
        nir,
        email: 'ana@example.fr',
      },
      'a',
    )
    log.info({ personId: nir, reason: 'ana@example.fr said', origin: { nir } }, 'b')
    log.child({ requestId: nir, nir }).info('c')
    log.info(`person ${nir} asked`)
    log.error(new Error(nir))
    log.error({ err: new Error(nir) })
  })
  const text = JSON.stringify(lines)
  for (const secret of [nir, 'c00kie', 'example.fr']) expect(text).not.toContain(secret)
  expect(lines[1]).toMatchObject({ personId: '[redacted]', reason: '[redacted]' })
})

test('tells an error by its kind, code, cause and place, not by its message', () => {
  const cause = Object.assign(new RangeError(`near ${nir}`), { code: 'SQLITE_CONSTRAINT_UNIQUE' })
  const lines = written((log) =>
    log.error({ err: new Error(`insert ${nir}`, { cause }) }, 'failed'),
  )
  expect(JSON.stringify(lines)).not.toContain(nir)
  expect(lines[0]).toMatchObject({
    err: { name: 'Error', cause: { name: 'RangeError', code: 'SQLITE_CONSTRAINT_UNIQUE' } },
  })
  expect(JSON.stringify(lines)).toContain('log.test.ts')
})
