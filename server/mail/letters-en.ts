import type { BlockReason } from '../block/block.ts'
import { parisTime, spaced } from './letter-words.ts'
import type { Lines, Occasion } from './letters.ts'

/** The letters in English. */
export function inEnglish(occasion: Occasion, origin: string): Lines {
  const unasked = 'Was it not you? Tell your insurer at once: they block the card.'
  switch (occasion.kind) {
    case 'contact-code':
      return {
        subject: 'Your Étui code',
        lines: [
          `Your code: ${spaced(occasion.code)}`,
          `It is valid for ${occasion.minutes} minutes. Type it in Étui and nowhere else.`,
          '',
          'You asked for nothing? Give this code to nobody: without it, nothing happens.',
        ],
      }
    case 'identity-differs':
      return {
        subject: 'Your Étui activation',
        lines: [
          'The identity that was checked does not match your file. The activation did not go on.',
          'Étui tells you what differs, and how to have it corrected.',
          unasked,
        ],
      }
    case 'identity-accepted':
      return {
        subject: 'Your Étui activation',
        lines: [
          'Your identity is checked. Now choose your secret code in Étui, on the same phone.',
          `Do it by ${moment(occasion.endsAt)} (Paris time): later, you would have to prove your identity again.`,
          unasked,
        ],
      }
    case 'securing-lapsed':
      return {
        subject: 'Your Étui activation',
        lines: [
          'Your identity had been checked, but the secret code was not chosen in time.',
          'To protect you, that proof is no longer valid. Your number and your e-mail are kept.',
          `Prove your identity again, and your card opens: ${origin}`,
        ],
      }
    case 'activation-refused':
      return {
        subject: 'Your Étui activation',
        lines: [
          'Your card cannot be activated for now. Your plastic card remains valid.',
          `Étui tells you why, and what to do: ${origin}`,
          unasked,
        ],
      }
    case 'check-received':
      return {
        subject: 'Your Étui activation',
        lines: [
          'Your films have arrived. An agent of your insurer looks at them, then you get an e-mail.',
          'Nothing to do until then: Étui tells you at any time where you stand.',
          unasked,
        ],
      }
    case 'check-for-supervisor':
      return {
        subject: 'Your Étui activation',
        lines: [
          'The agent who looks at your films has asked a supervisor. The answer may take longer.',
          'Nothing to do until then: you get an e-mail as soon as it is given.',
        ],
      }
    case 'check-refused':
      return {
        subject: 'Your Étui activation',
        lines: [
          'Your films were not enough to check your identity.',
          `Étui tells you why, and how to do better: ${origin}`,
          unasked,
        ],
      }
    case 'check-withdrawn':
      return {
        subject: 'Your Étui activation',
        lines: [
          'The check by video has been stopped. Your films are deleted.',
          'You can prove your identity in another way in Étui.',
          unasked,
        ],
      }
    case 'check-expired':
      return {
        subject: 'Your Étui activation',
        lines: [
          'Nobody was able to look at your films within a week. They are deleted, as promised.',
          `We are sorry. You can begin again, or choose another way: ${origin}`,
        ],
      }
    case 'desk-asked':
      return {
        subject: 'Your Étui activation',
        lines: [
          'At a desk of your insurer, an agent saw your document to activate your card on another phone.',
          'A second agent must agree; the card of the present phone then ends.',
          unasked,
        ],
      }
    case 'desk-refused':
      return {
        subject: 'Your Étui activation',
        lines: [
          'At a desk of your insurer, the second agent did not agree. Nothing has changed: the card of the present phone stays in use.',
          'To talk about it, go back to the desk with your document, or prove your identity in another way in Étui.',
          unasked,
        ],
      }
    case 'desk-lapsed':
      return {
        subject: 'Your Étui activation',
        lines: [
          'No second agent answered within the hour what was asked at the desk. Nothing has changed: the card of the present phone stays in use.',
          'Ask for another code at the desk, or prove your identity in another way in Étui.',
          unasked,
        ],
      }
    case 'correction-asked':
      return {
        subject: 'Your Étui activation',
        lines: [
          'Your request for a correction has arrived. An agent of your insurer reads it, then you get an e-mail.',
          unasked,
        ],
      }
    case 'correction-closed':
      return {
        subject: 'Your Étui activation',
        lines: [
          occasion.outcome === 'corrected'
            ? 'Your file was corrected, as you asked. Check your identity again in Étui.'
            : 'Your insurer looked at your file, and has nothing to correct in it. At a desk, an agent tells you more.',
        ],
      }
    case 'card-active':
      return {
        subject: 'Your Étui card is in use',
        lines: ['Your card is ready on this phone, even without network.', unasked],
      }
    case 'phone-replaced':
      return {
        subject: 'Your Étui card has changed phones',
        lines: ['The card of the previous phone no longer works.', unasked],
      }
    case 'card-suspended':
      return {
        subject: 'Your Étui card is suspended',
        lines: [
          whyInEnglish[occasion.reason],
          'It is refused everywhere, and after 24 hours for good.',
          'Is that not what you want? Tell your insurer before then: they put it back in use.',
        ],
      }
    case 'card-blocked':
      return {
        subject: 'Your Étui card is blocked',
        lines: [
          whyInEnglish[occasion.reason],
          'It is refused everywhere, for good.',
          `To activate another: ${origin}`,
        ],
      }
  }
}

const whyInEnglish: Record<BlockReason, string> = {
  lost: 'The phone that holds your card was declared lost.',
  stolen: 'The phone that holds your card was declared stolen.',
  holder: 'You asked that your card be no longer used.',
  agent: 'Your insurer stopped your card.',
  'newer-phone': 'Your card was activated on another phone.',
  'rights-closed': 'Your rights are closed.',
  'two-branches': 'Two phones were using the same card: this protects you.',
}

const { day, hour } = parisTime('en-GB')

/** Sunday, 6 December 2026 at 14:05 */
function moment(at: Date): string {
  return `${day(at)} at ${hour(at)}`
}
