import type { FastifyInstance } from 'fastify'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import type { CardClass } from '@etui/shared/card/card.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { openCounter, readCounterKit } from '@etui/shared/wire/counter.ts'
import type { Clock } from '../clock.ts'
import { serve } from '../http/serve.ts'
import type { Keys } from '../keys/keys.ts'
import { counterOf } from '../professional/professional-scope.ts'
import type { SignIn } from '../professional/stretch-store.ts'
import type { CounterRow, CounterStore } from './counter-store.ts'

export interface CounterNeeds {
  readonly counters: CounterStore
  /** Ties the session to the counter it works at. */
  readonly takeCounter: (tokenHash: Buffer, counterId: string) => Promise<void>
  /** Keeps from when on somebody may verify there without network. */
  readonly openStretch: (signIn: SignIn) => Promise<void>
  readonly keys: Keys
  readonly clock: Clock
  readonly issuer: string
  readonly cardClass: CardClass
}

/** Naming a workstation, and what it needs to verify without network. Belongs in the professional scope. */
export async function counterRoutes(scope: FastifyInstance, needs: CounterNeeds): Promise<void> {
  const { counters, takeCounter, openStretch, keys, clock, issuer, cardClass } = needs

  scope.route(
    serve(openCounter)(async ({ body, session }) => {
      const name = body.name.trim().normalize('NFC')
      if (name === '') throw new Refusal('request-malformed')
      const counter =
        (await takenUp(session.professionalId, body.counterId, name)) ??
        (await counters.open(session.professionalId, name, clock()))
      const { professionalId, startedAt } = session
      await openStretch({ professionalId, counterId: counter.counterId, startedAt })
      await takeCounter(session.tokenHash, counter.counterId)
      return counter
    }),
  )

  scope.route(
    serve(readCounterKit)(async ({ session }) => {
      counterOf(session)
      return {
        serverTime: clock().getTime(),
        class: cardClass,
        issuer,
        rootKey: toBase64url(keys.rootPoint()),
        groupKeys: keys.groups().map((key) => ({
          gkid: key.gkid,
          secret: toBase64url(key.scalar),
          point: toBase64url(key.point),
          from: seconds(key.from),
          to: seconds(key.to),
        })),
      }
    }),
  )

  /** Another professional's counter is not theirs to take up: they get one of their own. */
  async function takenUp(
    professionalId: string,
    counterId: string | undefined,
    name: string,
  ): Promise<CounterRow | null> {
    return counterId === undefined ? null : counters.takeUp(professionalId, counterId, name)
  }
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}
