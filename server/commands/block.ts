import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { blockReasons, isBlockReason } from '../block/block.ts'
import { blockByCommand, type BlockCommand } from '../block/block-command.ts'
import { blockStore } from '../block/block-store.ts'
import { addressOf } from '../enrolment/tell-holder.ts'
import { mailStore } from '../mail/mail-store.ts'
import { registryOf } from '../registry/registry-of.ts'
import { isDemo } from '../settings/settings.ts'
import { beside } from './beside.ts'
import { Misuse, type Terminal } from './command.ts'

/** Suspends a card, blocks it for good or takes a suspension back. A number typed here is written nowhere. */
export async function block(args: readonly string[], terminal: Terminal): Promise<string> {
  const { act, reason, ...told } = readBlock(args)
  const whose = told.whose ?? { nir: await askNir(terminal) }
  return beside(terminal, async ({ settings, keys, database, clock }) => {
    const registry = registryOf(settings, { database, keys, clock })
    const needs = {
      blocks: blockStore(database),
      mails: mailStore(database, keys),
      addressOf: async (registryId: string) => addressOf(registryId, { registry }),
      origin: settings.origins.card,
      database,
      keys,
      clock,
      isDemo: isDemo(settings),
    }
    return blockByCommand({ whose, act, reason }, needs)
  })
}

type ToldBlock = Omit<BlockCommand, 'whose'> & { readonly whose?: BlockCommand['whose'] }

function readBlock(args: readonly string[]): ToldBlock {
  const { values } = parseBlock(args)
  const { nir, person, reason, final: isFinal, lift: isLifted } = values
  if (nir !== undefined && person !== undefined)
    throw new Misuse('Give --nir or --person, not both.')
  if (isFinal && isLifted) throw new Misuse('Give --final or --lift, not both.')
  if (reason === undefined || !isBlockReason(reason)) {
    throw new Misuse(`Give a --reason: ${blockReasons.join(', ')}`)
  }
  const act = isFinal ? 'final' : isLifted ? 'lift' : 'suspend'
  if (person !== undefined) return { act, reason, whose: { personId: person } }
  return { act, reason, ...(nir !== undefined && { whose: { nir } }) }
}

function parseBlock(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        nir: { type: 'string' },
        person: { type: 'string' },
        reason: { type: 'string' },
        final: { type: 'boolean' },
        lift: { type: 'boolean' },
      },
    })
  } catch {
    // parseArgs quotes what it met, which may be a number.
    throw new Misuse('That is not how block is used.')
  }
}

async function askNir(terminal: Terminal): Promise<string> {
  const lines = createInterface({ input: terminal.in, output: terminal.out })
  try {
    return await lines.question('Number of the insured person: ')
  } finally {
    lines.close()
  }
}
