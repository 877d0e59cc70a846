import { Array, Integer, Literal, Object, Optional, String, Union, type Static } from 'typebox'
import { Instant } from './shapes.ts'

export const CheckDocument = Union([
  Literal('passport'),
  Literal('identity-card'),
  Literal('residence-permit'),
])

export const Movement = Union([Literal('left'), Literal('right'), Literal('up'), Literal('down')])

/** A check by video as its holder sees it. */
export const CheckView = Object({
  checkId: String(),
  state: Union([
    Literal('recording'),
    Literal('waiting'),
    Literal('accepted'),
    Literal('refused'),
    Literal('withdrawn'),
  ]),
  attempt: Integer(),
  attemptsLeft: Integer(),
  documentKind: CheckDocument,
  /** while it is recorded */
  challenge: Optional(Object({ movements: Array(Movement), digits: String() })),
  challengeEndsAt: Optional(Instant()),
  /** while it is recorded: not sent by then, it is begun anew */
  endsAt: Optional(Instant()),
  recordings: Array(
    Object({
      recordingId: String(),
      kind: Union([Literal('document'), Literal('face')]),
      size: Integer(),
      received: Integer(),
      state: Union([Literal('uploading'), Literal('complete'), Literal('refused')]),
      /** why a film was not taken, a `RecordingFault` */
      refusal: Optional(String()),
    }),
  ),
  sentAt: Optional(Instant()),
  /** the median of how long the last decisions were waited for; absent while there are few */
  estimateMs: Optional(Integer()),
  /** traits of the document that do not agree with the registry's */
  differing: Optional(Array(String())),
  /** why an agent said no, each a `CheckRefusal`, and their hint */
  refusal: Optional(Object({ reasons: Array(String()), hint: Optional(String()) })),
})
export type CheckView = Static<typeof CheckView>
