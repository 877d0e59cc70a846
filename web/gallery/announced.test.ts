import { afterEach, beforeAll, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { App } from 'vue'
import { scenes } from './scenes.ts'
import { clear, show, speak } from './test-stage.ts'

/** What a screen reader has of the screens on which a person waits, is refused, or opens the card. */
let app: App | undefined
beforeAll(() => speak('fr'))
afterEach(() => clear(app))

function announced(scene: string) {
  const render = scenes[scene]
  if (!render) throw new TypeError(`no scene is called ${scene}`)
  app = show(render)
  return expect.element(page.elementLocator(document.body))
}

it('the steps of an activation, while an agent is awaited', async () => {
  await announced('check-waiting').toMatchAriaInlineSnapshot(`
    - banner:
      - img "Étui"
      - button "Quitter"
    - main:
      - heading "Un agent vérifie votre identité" [level=1]
      - paragraph: Réponse habituelle en 2 heures.
      - list:
        - listitem:
          - heading "Conditions acceptées" [level=2]
        - listitem:
          - heading "Votre numéro enregistré" [level=2]
        - listitem:
          - heading "Votre e-mail confirmé" [level=2]
        - listitem:
          - heading "Vos droits ouverts" [level=2]
        - listitem:
          - text: "5"
          - heading "Votre identité réponse d’habitude en 2 heures" [level=2]
          - list:
            - listitem:
              - paragraph: Vidéos reçues aujourd’hui à 18 h 04
            - listitem:
              - paragraph: Contrôles passés
            - listitem:
              - paragraph: En attente d’un agent
        - listitem:
          - text: "6"
          - heading "Votre code secret environ 2 minutes" [level=2]
        - listitem:
          - text: "7"
          - heading "Carte en service aussitôt" [level=2]
    - contentinfo:
      - paragraph: Vous pouvez fermer Étui : nous vous écrirons.
      - button "Aller au guichet"
      - button "Annuler"
  `)
})
it('a check that was refused, its reasons and the ways on', async () => {
  await announced('check-refused').toMatchAriaInlineSnapshot(`
    - banner:
      - img "Étui"
      - button "Quitter"
    - main:
      - heading "L’agent n’a pas pu confirmer" [level=1]
      - paragraph: Voici pourquoi, et comment mieux faire.
      - group:
        - img "Étape 5 sur 7"
        - text: "Étape 5 sur 7 ensuite : Votre code secret"
      - status:
        - paragraph: "Le document sort de l’image. Reculez un peu : ses quatre coins doivent se voir."
        - paragraph: Le visage est trop sombre. Mettez-vous face à une fenêtre.
      - paragraph: L’agent ajoute
      - paragraph: Posez la carte sur une table, puis reculez le téléphone.
      - paragraph: Il reste 4 essais cette semaine.
    - contentinfo:
      - button "Recommencer les films"
      - button "Autre moyen"
  `)
})
it('the choice of a way to prove one’s identity', async () => {
  await announced('identity').toMatchAriaInlineSnapshot(`
    - banner:
      - img "Étui"
      - button "Quitter"
    - main:
      - heading "Votre identité" [level=1]
      - paragraph: France Identité la confirme, depuis ce téléphone.
      - group:
        - img "Étape 5 sur 7"
        - text: "Étape 5 sur 7 ensuite : Votre code secret"
      - paragraph: L’application France Identité et la carte d’identité au format carte bancaire
      - button "Ouvrir France Identité"
      - paragraph: Je n’ai pas cette application Un agent peut vérifier deux courtes vidéos.
      - button "Vérifier par vidéo"
      - button "Aller au guichet"
  `)
})
it('a lock screen that refuses a code', async () => {
  await announced('lock-paused').toMatchAriaInlineSnapshot(`
    - banner:
      - img "Étui"
      - heading "Votre code secret" [level=1]
      - img "0 chiffres saisis sur 6"
    - main:
      - status: L’heure du téléphone a sauté. La carte s’est verrouillée pour ne pas montrer un code faux.
      - group "Pavé de chiffres":
        - button "1" [disabled]
        - button "2" [disabled]
        - button "3" [disabled]
        - button "4" [disabled]
        - button "5" [disabled]
        - button "6" [disabled]
        - button "7" [disabled]
        - button "8" [disabled]
        - button "9" [disabled]
        - button "Code oublié ?"
        - button "0" [disabled]
        - button "Effacer un chiffre" [disabled]
      - button "Empreinte ou visage"
      - status: Le code sera de nouveau accepté à 10 h 42.
  `)
})
it('a card in its case', async () => {
  await announced('home').toMatchAriaInlineSnapshot(`
    - banner:
      - img "Étui"
      - button "Verrouiller"
    - main:
      - heading "Ma carte" [level=1]
      - region "Les cartes de cet étui":
        - button "Nour 21 septembre 2018"
        - button "Jules 3 juin 2015"
        - paragraph: Carte d’assurance maladie
        - paragraph: Claire AUBERTIN
        - paragraph: 12 mars 1984
        - paragraph: Numéro de sécurité sociale caché
        - button "Afficher le numéro en entier"
        - button "Présenter ma carte"
      - button "Lire le code du comptoir"
      - list:
        - listitem:
          - paragraph: Droits ouverts vérifiés aujourd’hui à 8 h 12
    - navigation "Principale":
      - list:
        - listitem:
          - link "Carte":
            - /url: /
        - listitem:
          - link "Dépenses":
            - /url: /depenses
        - listitem:
          - link "Lectures":
            - /url: /lectures
        - listitem:
          - link "Réglages":
            - /url: /reglages
  `)
})
