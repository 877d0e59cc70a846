import type { FastifyInstance } from 'fastify'
import { suspendCard } from '@etui/shared/wire/block.ts'
import type { Answers } from '../answers/answers.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { serve } from '../http/serve.ts'
import type { Occasion } from '../mail/letters.ts'
import { activePhone } from '../phone/phone-state.ts'
import type { FoundPhone, PhoneStore } from '../phone/phone-store.ts'
import type { Block } from './block.ts'
import type { BlockStore } from './block-store.ts'

export interface SuspendNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly phones: Pick<PhoneStore, 'find'>
  readonly blocks: Pick<BlockStore, 'suspend'>
  readonly prepareTelling: (phone: FoundPhone) => Promise<(occasion: Occasion) => Promise<void>>
  readonly answers: Pick<Answers, 'tell'>
  readonly clock: Clock
}

/** A holder who stops their own card. The block, and the letter that tells of it, are one unit. Belongs in the holder's scope. */
export async function suspendRoute(scope: FastifyInstance, needs: SuspendNeeds): Promise<void> {
  const { database, phones, blocks, prepareTelling, answers, clock } = needs

  scope.route(
    serve(suspendCard)(async ({ device }) => {
      const found = await phones.find(device.thumbprint)
      const before = found && standingBlock(found)
      if (before) return before
      const phone = activePhone(found)
      const { personId, phoneId } = phone
      const reason = 'holder'
      const tell = await prepareTelling(phone)
      const at = clock()
      const block = await database.unit(async () => {
        const standing = await blocks.suspend({ personId, phoneId, reason, at })
        // Not of a block that stood before.
        if (standing.blockedAt.getTime() === at.getTime())
          await tell({ kind: 'card-suspended', reason })
        return standing
      })
      answers.tell(personId)
      return answerOf(block)
    }),
  )
}

/** The block of a card that its holder stops again; none where the card is stopped because another phone has it now. */
function standingBlock({ blockState, blockReason, blockedAt }: FoundPhone) {
  if (blockState !== 'suspended' && blockState !== 'final') return null
  if (blockReason === 'newer-phone' || blockedAt === null) return null
  return answerOf({ state: blockState, blockedAt })
}

function answerOf({ state, blockedAt }: Pick<Block, 'state' | 'blockedAt'>) {
  const isFinal = state === 'final'
  return { state: isFinal ? 'final' : 'suspended', blockedAt: blockedAt.getTime() } as const
}
