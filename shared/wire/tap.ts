import { Object, String, Union, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { Bytes, Instant } from './shapes.ts'

const exact = { additionalProperties: false } as const

/** Ids of counters and tags, 6 bytes. */
const Id = Bytes(6)

/** A challenge's CBOR as base64url; a long name and all, it has some 300 characters. */
const Challenge = String({ minLength: 1, maxLength: 1_024, pattern: '^[A-Za-z0-9_-]*$' })

/** How long a counter waits for one tap: as long as a challenge lives (PRESENTATION.md, "Time and replay"). */
export const tapLifeMs = 120_000

/** What a counter waits for. Its two digits follow from the challenge (shared/tap/tap-number.ts). */
export const Tap = Object({ tapId: String(), challenge: Challenge, endsAt: Instant() })
export type Tap = Static<typeof Tap>

/** The counter of the session waits for a tapped phone from now on; whoever it waited for before is let go. */
export const startTap = endpoint({
  method: 'POST',
  url: '/tap',
  answer: Tap,
  problems: ['sign-in-needed', 'counter-unknown'],
})

/**
 * The counter waits no longer. What had been answered is forgotten, since it was read, or nobody will; only the word that
 * the phone was answered stays a while, for a phone that did not hear it.
 */
export const endTap = endpoint({
  method: 'DELETE',
  url: '/tap',
  answer: Object({}),
  problems: ['sign-in-needed', 'counter-unknown'],
})

/**
 * What happens at the counter's tap, as server-sent events of the counter's side. The stream tells first how things stand,
 * so that whoever comes back to it misses nothing:
 *
 * - `seen` {tapId}: a phone asked, and its holder compares the number;
 * - `answered` {tapId, reading}: a `Reading` as POST /readings answers it; kept until the tap is ended, or for a minute
 *   after its end;
 * - `ended` {tapId or null}: nobody is waited for, and the stream ends.
 *
 * An event's id is `<tapId>.<its name>`: what the browser says it had last is not told again.
 */
export const tapEventsUrl = '/tap/events'

/** A tag leads to its counter: by the counter's id, or by what a chip says of itself at this one tap. */
export const findTap = endpoint({
  method: 'POST',
  url: '/taps/find',
  body: Union([
    Object({ counterId: Id }, exact),
    Object({ tagId: Id, enciphered: Bytes(16), mac: Bytes(8) }, exact),
  ]),
  answer: Object({ challenge: Challenge }),
  problems: ['tap-none', 'tag-unknown', 'tag-copied', 'phone-unknown', 'card-suspended'],
})

/** The holder said yes: a frame that answers the challenge. The counter has its verdict; the phone is told which. */
export const answerTap = endpoint({
  method: 'POST',
  url: '/taps',
  body: Object({ challenge: Challenge, frame: String({ maxLength: 8_000 }) }, exact),
  answer: Object({ verdict: String(), readAt: Instant() }),
  problems: ['tap-none', 'tap-ended', 'frame-malformed', 'phone-unknown', 'card-suspended'],
})
