import { readFileSync } from 'node:fs'
import { createNodeVectorPlatform } from '../server/presentation/vectors-node.ts'
import { checkEntries } from '../shared/vectors/check-entries.ts'
import { checkSteps } from '../shared/vectors/check-steps.ts'
import { readVectorFile, type VectorResult } from '../shared/vectors/vector-file.ts'

/**
 * `pnpm vectors FILE.json`: compares every `valid` and `negatives` entry and every step of a vectors file with what this
 * code answers. Prints each mismatch, then `N passed, N failed`; the exit code is 1 on a mismatch, and on a file that
 * cannot be read or holds no case.
 */
async function main(path: string | undefined): Promise<number> {
  if (path === undefined) {
    process.stderr.write('usage: pnpm vectors FILE.json\n')
    return 1
  }
  let results: VectorResult[]
  try {
    const file = readVectorFile(readFileSync(path, 'utf8'))
    const platform = createNodeVectorPlatform()
    results = [...(await checkEntries(file, platform)), ...(await checkSteps(file, platform))]
  } catch (error) {
    process.stderr.write(`${path}: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
  const failed = results.filter((result) => result.mismatch !== undefined)
  for (const { name, mismatch } of failed) process.stdout.write(`${name}: ${mismatch}\n`)
  process.stdout.write(`${results.length - failed.length} passed, ${failed.length} failed\n`)
  return failed.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2).find((argument) => argument !== '--'))
