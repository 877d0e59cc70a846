import { html, type Html } from './html.ts'

/** What the demonstration's pages tell of. */
export interface DemoWorld {
  readonly card: string
  readonly counter: string
  readonly console: string
  /** where the pretend providers tell of themselves */
  readonly franceIdentite: string
  readonly proSanteConnect: string
  readonly agentProvider: string
  readonly people: readonly DemoPerson[]
  readonly professionals: readonly DemoProfessional[]
  readonly agents: readonly DemoAgent[]
}

export interface DemoPerson {
  readonly name: string
  readonly nir: string
  /** YYYY-MM-DD */
  readonly birthDate: string
  readonly shows: { readonly fr: string; readonly en: string }
}

export interface DemoProfessional {
  readonly name: string
  readonly nationalId: string
  readonly shows: { readonly fr: string; readonly en: string }
}

export interface DemoAgent {
  readonly name: string
  readonly shows: { readonly fr: string; readonly en: string }
}

export interface DemoLetter {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly at: Date
}

/** The page that leads through the demonstration: addresses, people, and how to show a card in one browser. */
export function demoPage(world: DemoWorld): Html {
  return page(
    'Démonstration',
    html`
      <h1>Étui, démonstration</h1>
      ${twice(
        'Personnes inventées, numéros au mois 19 qui n’existe pas. Rien n’est envoyé ailleurs que sur cette machine.',
        'Invented people, numbers of a month 19 that does not exist. Nothing is sent beyond this machine.',
      )}
      <nav aria-label="Adresses · Addresses">
        <ul class="places">
          ${place(world.card, 'La carte', 'The card')}
          ${place(world.counter, 'Le comptoir', 'The counter')}
          ${place(world.console, 'La console', 'The console')}
          ${place('/demo/outbox', 'Les courriels', 'The e-mails')}
          ${place(world.franceIdentite, 'France Identité (imitation)', 'its OpenID configuration')}
          ${place(world.proSanteConnect, 'Pro Santé Connect (imitation)', 'its OpenID configuration')}
          ${place(world.agentProvider, 'Agents de la caisse (imitation)', 'its OpenID configuration')}
        </ul>
      </nav>
      <h2>En cinq minutes <span lang="en">In five minutes</span></h2>
      <ol class="steps">
        ${steps.map(([fr, en]) => html`<li>${twice(fr, en)}</li>`)}
      </ol>
      <h2>Sans France Identité <span lang="en">Without France Identité</span></h2>
      <ul class="steps">
        ${otherWays(world.agents).map(([fr, en]) => html`<li>${twice(fr, en)}</li>`)}
      </ul>
      <h2 id="people">Les assurés <span lang="en">Insured people</span></h2>
      <div class="wide" role="region" aria-labelledby="people" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Nom · <span lang="en">Name</span></th>
              <th scope="col">Numéro · <span lang="en">Number</span></th>
              <th scope="col">Naissance · <span lang="en">Birth</span></th>
              <th scope="col">Particularité · <span lang="en">What is special</span></th>
            </tr>
          </thead>
          <tbody>
            ${world.people.map(personRow)}
          </tbody>
        </table>
      </div>
      <h2 id="professionals">Les professionnels <span lang="en">Professionals</span></h2>
      <div class="wide" role="region" aria-labelledby="professionals" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Nom · <span lang="en">Name</span></th>
              <th scope="col">Numéro national · <span lang="en">National number</span></th>
              <th scope="col">Particularité · <span lang="en">What is special</span></th>
            </tr>
          </thead>
          <tbody>
            ${world.professionals.map(professionalRow)}
          </tbody>
        </table>
      </div>
      <h2 id="agents">Les agents <span lang="en">Agents</span></h2>
      <div class="wide" role="region" aria-labelledby="agents" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Nom · <span lang="en">Name</span></th>
              <th scope="col">Particularité · <span lang="en">What is special</span></th>
            </tr>
          </thead>
          <tbody>
            ${world.agents.map(agentRow)}
          </tbody>
        </table>
      </div>
    `,
  )
}

/** The letters the demonstration would have sent, newest first. */
export function outboxPage(letters: readonly DemoLetter[]): Html {
  const list = html`<ol class="letters" reversed>
    ${letters.map(letter)}
  </ol>`
  const none = twice('Aucun courriel pour l’instant.', 'No e-mail yet.')
  return page(
    'Courriels',
    html`
      <h1>Courriels <span lang="en">E-mails</span></h1>
      <p>
        <a class="again" href="/demo/outbox">Relire la boîte · <span lang="en">Read again</span></a>
        <a href="/demo">Démonstration · <span lang="en">Demonstration</span></a>
      </p>
      ${letters.length > 0 ? list : none}
    `,
  )
}

const steps: readonly (readonly [fr: string, en: string])[] = [
  [
    'Ouvrez la carte, acceptez les conditions, tapez le numéro et la date de naissance d’une personne de la liste.',
    'Open the card, accept the terms, type the number and birth date of a person of the list.',
  ],
  [
    'Recopiez le code reçu : il est dans les courriels.',
    'Type the code that was sent: it is among the e-mails.',
  ],
  [
    'Vérifiez l’identité avec France Identité (fictif) : choisissez la même personne.',
    'Check the identity with France Identité (pretend): choose the same person.',
  ],
  [
    'Choisissez un code secret, puis une clé d’accès si ce navigateur en propose. La carte est prête.',
    'Choose a secret code, then a passkey if this browser offers one. The card is ready.',
  ],
  [
    'Ouvrez le comptoir dans un autre onglet, connectez-vous comme un professionnel de la liste, nommez le poste.',
    'Open the counter in another tab, sign in as a professional of the list, name the workstation.',
  ],
  [
    'Sur la carte, montrez le code et copiez ses chiffres ; au comptoir, collez-les dans les 45 secondes.',
    'On the card, show the code and copy its digits; at the counter, paste them within 45 seconds.',
  ],
  [
    'Collez-les une minute plus tard : déjà utilisé, ou trop ancien. Puis bloquez la carte : pnpm etui block.',
    'Paste them a minute later: already used, or too old. Then block the card: pnpm etui block.',
  ],
]

/** By video and at the desk, with whom to be at the console. */
function otherWays([first, second]: readonly DemoAgent[]): typeof steps {
  const [agent = '', other = ''] = [first?.name, second?.name]
  return [
    [
      'Par vidéo : à l’étape de l’identité, « Vérifier par vidéo », puis filmez un document et un visage. Les films restent sur cette machine.',
      'By video: at the identity step, “Check by video”, then film a document and a face. The films stay on this machine.',
    ],
    [
      `La réponse : à la console, comme ${agent}, « Prendre le plus ancien », puis acceptez, ou refusez avec une raison. La carte le dit.`,
      `The answer: at the console, as ${agent}, “Take the oldest”, then accept, or refuse with a reason. The card tells it.`,
    ],
    [
      `Au guichet : « Aller au guichet » sur la carte, et tapez son code à la console, onglet « Guichet ». Si un autre téléphone a la carte, ${other} confirme.`,
      `At a desk: “Go to a desk” on the card, and type its code at the console, tab “Desk”. If another phone has the card, ${other} confirms.`,
    ],
  ]
}

function personRow(person: DemoPerson): Html {
  return html`<tr>
    <th scope="row">${person.name}</th>
    <td class="number">${person.nir}</td>
    <td class="number">${person.birthDate}</td>
    <td>${twice(person.shows.fr, person.shows.en)}</td>
  </tr>`
}

function professionalRow(professional: DemoProfessional): Html {
  return html`<tr>
    <th scope="row">${professional.name}</th>
    <td class="number">${professional.nationalId}</td>
    <td>${twice(professional.shows.fr, professional.shows.en)}</td>
  </tr>`
}

function agentRow({ name, shows }: DemoAgent): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${twice(shows.fr, shows.en)}</td>
  </tr>`
}

function letter({ to, subject, text, at }: DemoLetter): Html {
  return html`<li>
    <article>
      <h2>${subject}</h2>
      <p class="soft">${to} · <time datetime="${at.toISOString()}">${hour.format(at)}</time></p>
      <pre>${text}</pre>
    </article>
  </li>`
}

const hour = new Intl.DateTimeFormat('fr-FR', {
  dateStyle: 'long',
  timeStyle: 'medium',
  timeZone: 'Europe/Paris',
})

function place(href: string, fr: string, en: string): Html {
  return html`<li>
    <a href="${href}"><strong>${fr}</strong> <span lang="en">${en}</span></a>
  </li>`
}

function twice(fr: string, en: string): Html {
  return html`<p class="twice"><span>${fr}</span> <span lang="en">${en}</span></p>`
}

function page(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="fr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}, Étui</title>
        <link rel="stylesheet" href="/demo/demo.css" />
      </head>
      <body>
        <header class="demo">Démonstration · <span lang="en">Demonstration</span></header>
        <main>${body}</main>
      </body>
    </html> `
}
