import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { makeTag } from '../tap/tag-command.ts'
import { tagStore } from '../tap/tag-store.ts'
import { beside } from './beside.ts'
import { Misuse, type Terminal } from './command.ts'

/** Makes the tag of a counter, and writes its message to a file when one is named. */
export async function tag(args: readonly string[], terminal: Terminal): Promise<string> {
  const { counter: counterId, chip: isChip = false, out } = readTag(args)
  return beside(terminal, async ({ settings, keys, database, clock }) => {
    const needs = { tags: tagStore(database, keys), clock, cardOrigin: settings.origins.card }
    const { message, text } = await makeTag({ counterId, isChip }, needs)
    if (out !== undefined) await writeFile(out, message, { mode: 0o600 })
    return text
  })
}

function readTag(args: readonly string[]) {
  const usage = 'Say which counter: tag --counter ID [--chip] [--out FILE]'
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        counter: { type: 'string' },
        chip: { type: 'boolean' },
        out: { type: 'string' },
      },
    })
    if (values.counter !== undefined) return { ...values, counter: values.counter }
  } catch (cause) {
    throw new Misuse(usage, { cause })
  }
  throw new Misuse(usage)
}
