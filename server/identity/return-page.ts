import { createHash } from 'node:crypto'
import type { Language } from '../mail/letters.ts'

/** What a browser that is not the app's is told after the identity check. */
export type ReturnPage =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'differs' | 'cancelled' | 'expired' | 'down' }

const style = `
:root { color-scheme: light dark; --page: #faf5ec; --sheet: #fffdf9; --text: #1c1714; --soft: #453a32; --rule: #e4d8c5; }
@media (prefers-color-scheme: dark) { :root { --page: #14100d; --sheet: #241d18; --text: #f6eddf; --soft: #d6c8b5; --rule: #3a2f26; } }
body { margin: 0; background: var(--page); color: var(--text); font: 1.125rem/1.45 -apple-system, "Segoe UI", Roboto, system-ui, sans-serif; }
main { max-inline-size: 30rem; margin-inline: auto; padding: 1rem; }
h1 { font: 400 1.75rem/1.25 ui-serif, Georgia, serif; }
.code { margin-block: 1rem; padding: 1rem; border: 0.0625rem solid var(--rule); border-radius: 0.625rem; background: var(--sheet); font: 600 2.25rem/1.2 ui-monospace, Consolas, monospace; text-align: center; letter-spacing: 0.1em; }
p { color: var(--soft); }
`

const words = {
  fr: {
    code: [
      'Votre code',
      'Saisissez ce code dans l’application Étui où vous avez commencé. Il est valable dix minutes.',
      'Ne le donnez à personne. Si vous n’avez rien commencé dans Étui, fermez cette page.',
    ],
    differs: [
      'L’identité ne correspond pas',
      'Revenez à l’application Étui : elle vous dit ce qui diffère du dossier de l’assurance.',
    ],
    cancelled: ['Vérification annulée', 'Revenez à l’application Étui pour recommencer.'],
    expired: [
      'Cette vérification n’est plus valable',
      'Revenez à l’application Étui et recommencez la vérification.',
    ],
    down: [
      'Le service d’identité ne répond pas',
      'Revenez à l’application Étui et réessayez dans quelques minutes.',
    ],
  },
  en: {
    code: [
      'Your code',
      'Type this code in the Étui app where you began. It is valid for ten minutes.',
      'Give it to nobody. If you began nothing in Étui, close this page.',
    ],
    differs: [
      'The identity does not match',
      'Go back to the Étui app: it tells you what differs from the insurer’s file.',
    ],
    cancelled: ['Check cancelled', 'Go back to the Étui app to start again.'],
    expired: [
      'This check is no longer valid',
      'Go back to the Étui app and start the check again.',
    ],
    down: [
      'The identity service does not answer',
      'Go back to the Étui app and try again in a few minutes.',
    ],
  },
} as const satisfies Record<Language, Record<ReturnPage['kind'], readonly [string, ...string[]]>>

/** The page, without script; its style is let in by its hash alone. */
export function returnPage(page: ReturnPage, language: Language): string {
  const [title, ...paragraphs] = words[language][page.kind]
  const code =
    page.kind === 'code' ? `<p class="code">${page.code.slice(0, 3)} ${page.code.slice(3)}</p>` : ''
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}, Étui</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${code}${paragraphs.map((text) => `<p>${text}</p>`).join('\n')}
</main>
</body>
</html>
`
}

const styleHash = createHash('sha256').update(style).digest('base64')

export const returnPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
}
