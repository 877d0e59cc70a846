import type { BlockReason } from '../block/block.ts'
import { parisTime, spaced } from './letter-words.ts'
import type { Lines, Occasion } from './letters.ts'

/** The letters in French. */
export function inFrench(occasion: Occasion, origin: string): Lines {
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
          'Votre identité est vérifiée. Il reste à choisir votre code secret dans Étui, sur le même téléphone.',
          `Faites-le au plus tard ${moment(occasion.endsAt)} (heure de Paris) : après, il faudra prouver de nouveau votre identité.`,
          unasked,
        ],
      }
    case 'securing-lapsed':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'Votre identité avait été vérifiée, mais le code secret n’a pas été choisi à temps.',
          'Pour vous protéger, cette preuve ne vaut plus. Votre numéro et votre e-mail restent enregistrés.',
          `Prouvez de nouveau votre identité, et votre carte s’ouvre : ${origin}`,
        ],
      }
    case 'activation-refused':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'Votre carte ne peut pas être activée pour le moment. Votre carte en plastique reste valable.',
          `Étui vous dit pourquoi, et que faire : ${origin}`,
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
    case 'check-for-supervisor':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'L’agent qui regarde vos vidéos demande l’avis d’un responsable. La réponse peut prendre plus de temps.',
          'Rien à faire d’ici là : vous recevez un e-mail dès qu’elle est donnée.',
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
    case 'desk-refused':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'À l’accueil de votre caisse, le second agent n’a pas donné son accord. Rien n’a changé : la carte du téléphone actuel reste en service.',
          'Pour en parler, retournez à l’accueil avec votre document, ou prouvez votre identité autrement dans Étui.',
          unasked,
        ],
      }
    case 'desk-lapsed':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'Aucun second agent n’a répondu dans l’heure à la demande faite à l’accueil. Rien n’a changé : la carte du téléphone actuel reste en service.',
          'Demandez un nouveau code à l’accueil, ou prouvez votre identité autrement dans Étui.',
          unasked,
        ],
      }
    case 'correction-asked':
      return {
        subject: 'Votre activation Étui',
        lines: [
          'Votre demande de correction est arrivée. Un agent de votre caisse la lit, puis vous recevez un e-mail.',
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

const { day, hour } = parisTime('fr-FR')

/** le dimanche 6 décembre 2026 à 14 h 05 */
function moment(at: Date): string {
  return `le ${day(at)} à ${hour(at).replace(':', ' h ')}`
}
