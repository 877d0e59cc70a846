import type { BlockReason } from '../block/block.ts'

export type Language = 'fr' | 'en'

/** A letter by e-mail, in plain text. The subject never holds anything personal: it shows on locked screens. */
export interface MailText {
  readonly subject: string
  readonly text: string
}

/** What the insured person is written about. */
export type Occasion =
  | { readonly kind: 'contact-code'; readonly code: string; readonly minutes: number }
  | { readonly kind: 'identity-differs' }
  | { readonly kind: 'identity-accepted' }
  | { readonly kind: 'check-received' }
  | { readonly kind: 'check-refused' }
  | { readonly kind: 'check-withdrawn' }
  | { readonly kind: 'check-expired' }
  | { readonly kind: 'desk-asked' }
  | { readonly kind: 'correction-closed'; readonly outcome: 'corrected' | 'unchanged' }
  | { readonly kind: 'card-active' }
  | { readonly kind: 'phone-replaced' }
  | { readonly kind: 'card-suspended'; readonly reason: BlockReason }
  | { readonly kind: 'card-blocked'; readonly reason: BlockReason }

/** The letter for an occasion. `origin` is the card app's address, told where there is something to do. */
export function writeMail(occasion: Occasion, language: Language, origin: string): MailText {
  const { subject, lines } = (language === 'fr' ? inFrench : inEnglish)(occasion, origin)
  const [hello, bye] = language === 'fr' ? ['Bonjour,', 'Étui'] : ['Hello,', 'Étui']
  return { subject, text: [hello, '', ...lines, '', bye, ''].join('\n') }
}

interface Lines {
  readonly subject: string
  readonly lines: readonly string[]
}

function inFrench(occasion: Occasion, origin: string): Lines {
  const unasked =
    'Ce n’est pas vous ? Dites-le tout de suite à votre caisse : elle bloque la carte.'
  switch (occasion.kind) {
    case 'contact-code':
      return {
        subject: 'Votre code Étui',
        lines: [
          `Votre code : ${spaced(occasion.code)}`,
          `Il est valable ${occasion.minutes} minutes. Saisissez-le dans Étui, nulle part ailleurs.`,
          '',
          'Vous n’avez rien demandé ? Ne donnez ce code à personne : sans lui, rien ne se passe.',
        ],
      }
    case 'identity-differs':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'L’identité vérifiée ne correspond pas à votre dossier. L’activation n’a pas continué.',
          'Étui vous dit ce qui diffère, et comment le faire corriger.',
          unasked,
        ],
      }
    case 'identity-accepted':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'Votre identité est vérifiée. Il reste à choisir votre code secret dans Étui.',
          unasked,
        ],
      }
    case 'check-received':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'Vos vidéos sont arrivées. Un agent de votre caisse les regarde, puis vous recevez un e-mail.',
          'Rien à faire d’ici là : Étui vous dit à tout moment où vous en êtes.',
          unasked,
        ],
      }
    case 'check-refused':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'Vos vidéos n’ont pas suffi à vérifier votre identité.',
          `Étui vous dit pourquoi, et comment faire mieux : ${origin}`,
          unasked,
        ],
      }
    case 'check-withdrawn':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'La vérification par vidéo est arrêtée. Vos vidéos sont supprimées.',
          'Vous pouvez prouver votre identité autrement dans Étui.',
          unasked,
        ],
      }
    case 'check-expired':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'Personne n’a pu regarder vos vidéos en une semaine. Elles sont supprimées, comme promis.',
          `Nous vous prions de nous excuser. Vous pouvez recommencer, ou choisir un autre moyen : ${origin}`,
        ],
      }
    case 'desk-asked':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'À l’accueil de votre caisse, un agent a vu votre document pour activer votre carte sur un autre téléphone.',
          'Un second agent doit donner son accord ; la carte du téléphone actuel prendra alors fin.',
          unasked,
        ],
      }
    case 'correction-closed':
      return {
        subject: 'Votre activation Étui',
        lines: [
          occasion.outcome === 'corrected'
            ? 'Votre dossier est corrigé, comme vous l’avez demandé. Vérifiez de nouveau votre identité dans Étui.'
            : 'Votre caisse a relu votre dossier et n’a rien à y corriger. À l’accueil, un agent vous en dit plus.',
        ],
      }
    case 'card-active':
      return {
        subject: 'Votre carte Étui est en service',
        lines: ['Votre carte est prête sur ce téléphone, même sans réseau.', unasked],
      }
    case 'phone-replaced':
      return {
        subject: 'Votre carte Étui a changé de téléphone',
        lines: ['La carte du téléphone précédent ne fonctionne plus.', unasked],
      }
    case 'card-suspended':
      return {
        subject: 'Votre carte Étui est suspendue',
        lines: [
          whyInFrench[occasion.reason],
          'Elle est refusée partout, et le reste pour de bon après 24 heures.',
          'Ce n’est pas voulu ? Dites-le d’ici là à votre caisse : elle la rétablit.',
        ],
      }
    case 'card-blocked':
      return {
        subject: 'Votre carte Étui est bloquée',
        lines: [
          whyInFrench[occasion.reason],
          'Elle est refusée partout, pour de bon.',
          `Pour en activer une autre : ${origin}`,
        ],
      }
  }
}

const whyInFrench: Record<BlockReason, string> = {
  lost: 'Le téléphone qui porte votre carte a été déclaré perdu.',
  stolen: 'Le téléphone qui porte votre carte a été déclaré volé.',
  holder: 'Vous avez demandé que votre carte ne serve plus.',
  agent: 'Votre caisse a arrêté votre carte.',
  'newer-phone': 'Votre carte a été activée sur un autre téléphone.',
  'rights-closed': 'Vos droits sont fermés.',
  'two-branches': 'Deux téléphones se servaient de la même carte : cela vous protège.',
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

function inEnglish(occasion: Occasion, origin: string): Lines {
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
        lines: ['Your identity is checked. Now choose your secret code in Étui.', unasked],
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

/** `123 456`: read in two breaths, and still found by a phone that offers to fill codes in. */
function spaced(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`
}
