import type { DemonstrationAccount } from './demonstration-accounts.ts'

/** Text made safe inside HTML, attributes in double quotes included. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

interface ChoiceOfAccount {
  readonly title: string
  readonly action: string
  readonly accounts: readonly DemonstrationAccount[]
}

/** The page where one chooses whom to be: a button for each account, in French with the English beside it. No script. */
export function choicePage({ title, action, accounts }: ChoiceOfAccount): string {
  const choices = accounts.map(
    ({ accountId, name, shows }) => `
      <li><button name="account" value="${escapeHtml(accountId)}">
        <strong>${escapeHtml(name)}</strong>
        <span>${escapeHtml(shows.fr)}</span>
        <span lang="en">${escapeHtml(shows.en)}</span>
      </button></li>`,
  )
  return page(
    title,
    `
    <p>Qui êtes-vous ? <span lang="en">Who are you?</span></p>
    <form method="post" action="${escapeHtml(action)}/login">
      <ul>${choices.join('')}
      </ul>
    </form>
    <form method="post" action="${escapeHtml(action)}/cancel">
      <button class="cancel">Annuler <span lang="en">Cancel</span></button>
    </form>`,
  )
}

export function failurePage(title: string): string {
  return page(
    title,
    `
    <p>Cette demande n’est plus valable. Revenez à l’application et recommencez.</p>
    <p lang="en">This request is no longer valid. Go back to the app and start again.</p>`,
  )
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${escapeHtml(title)}, démonstration</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/style.css">
</head>
<body>
  <p class="banner">Démonstration : personnes inventées <span lang="en">Demonstration: invented people</span></p>
  <main>
    <h1>${escapeHtml(title)}</h1>${body}
  </main>
</body>
</html>
`
}

export const pageStyle = `
:root { color-scheme: light dark; --page: #faf5ec; --sheet: #fffdf9; --text: #1c1714; --soft: #453a32; --line: #8d7a67; --action: #803f18; --focus: #22345a; }
@media (prefers-color-scheme: dark) { :root { --page: #14100d; --sheet: #241d18; --text: #f6eddf; --soft: #d6c8b5; --line: #94836f; --action: #e6ad74; --focus: #b4c6ec; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1.125rem/1.45 system-ui, sans-serif; }
.banner { margin: 0; padding: 0.25rem 1rem; background: #f2bd4b; color: #1c1300; font-size: 0.875rem; font-weight: 600; text-align: center; }
main { max-inline-size: 34rem; margin-inline: auto; padding: 1rem; }
h1 { font: 400 1.75rem/1.25 ui-serif, Georgia, serif; margin-block: 1rem 0.5rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; }
button { display: grid; gap: 0.125rem; inline-size: 100%; min-block-size: 3.5rem; padding: 0.625rem 1rem; border: 0.0625rem solid var(--line); border-radius: 0.625rem; background: var(--sheet); color: inherit; font: inherit; text-align: start; cursor: pointer; }
button span { color: var(--soft); font-size: 1rem; }
button:hover { border-color: var(--action); }
:focus-visible { outline: 0.1875rem solid var(--focus); outline-offset: 0.125rem; }
.cancel { margin-block-start: 1.5rem; text-align: center; color: var(--action); border-color: currentColor; }
`
