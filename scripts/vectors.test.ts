import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { inventVectorFile } from './test-vector-file.ts'

const script = fileURLToPath(new URL('vectors.ts', import.meta.url))
const published = fileURLToPath(new URL('../shared/vectors/presentation-v1.json', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'vectors-'))

afterAll(() => rmSync(folder, { recursive: true }))

function run(...files: string[]) {
  const { status, stdout } = spawnSync(process.execPath, [script, ...files], { encoding: 'utf8' })
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1), stdout }
}

function write(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

test('passes the published file, all of it counted', () => {
  const { valid, negatives, steps } = JSON.parse(readFileSync(published, 'utf8'))
  const count = valid.length + negatives.length + Object.keys(steps).length
  expect(run(published)).toMatchObject({ status: 0, lastLine: `${count} passed, 0 failed` })
})

test('passes a file of other keys, another origin, counter, person and time', async () => {
  const file = await inventVectorFile()
  const count = file.valid.length + file.negatives.length + Object.keys(file.steps).length
  const { status, stdout } = run(write('invented.json', JSON.stringify(file)))
  expect({ status, stdout }).toEqual({ status: 0, stdout: `${count} passed, 0 failed\n` })
})

test('fails on the one entry of such a file whose frame has a digit changed', async () => {
  const file = await inventVectorFile()
  const [first, ...others] = file.valid
  if (!first) throw new TypeError('the file has valid entries')
  const at = first.digits.length - 40
  const digit = (Number(first.digits[at]) + 1) % 10
  const digits = first.digits.slice(0, at) + digit + first.digits.slice(at + 1)
  const changed = { ...file, valid: [{ ...first, digits }, ...others] }
  const { status, stdout, lastLine } = run(write('damaged.json', JSON.stringify(changed)))
  expect([status, lastLine]).toEqual([1, expect.stringMatching(/^\d+ passed, 1 failed$/)])
  expect(stdout).toMatch(/^valid sealed: expected valid, got (?!valid)/)
})

test('names each mismatch, counts it, and fails', () => {
  const file = JSON.parse(readFileSync(published, 'utf8'))
  file.valid = [{ ...file.valid[0], expect: 'stale' }]
  file.negatives = file.negatives.slice(0, 2)
  const { status, stdout, lastLine } = run(write('changed.json', JSON.stringify(file)))
  expect(status).toBe(1)
  expect(stdout).toContain('valid plain: expected stale, got valid')
  expect(lastLine).toBe('13 passed, 1 failed')
})

test.each([
  ['empty.json', ''],
  ['no-case.json', JSON.stringify({ counter: {}, valid: [], negatives: [] })],
  ['array.json', '[]'],
])('fails on %s', (name, content) => {
  expect(run(write(name, content)).status).toBe(1)
})

test('fails on a file that is not there, and on none', () => {
  expect(run(join(folder, 'missing.json')).status).toBe(1)
  expect(run().status).toBe(1)
})
