import { useI18n } from 'vue-i18n'
import type { Refusal, RefusalFacts } from '@etui/shared/refusal.ts'

/**
 * The sentence for a refusal, in the language of the page. Facts fill its blanks; lists are said with commas. Every code has
 * its sentence in every language (scripts/texts.ts checks it), so the one dynamic key of the house is safe.
 */
export function useRefusal(): { say(refusal: Pick<Refusal, 'code' | 'facts'>): string } {
  const { t, locale } = useI18n()
  return {
    say: ({ code, facts }) => t(`refusals.${code}`, said(facts, locale.value)),
  }
}

function said(facts: RefusalFacts, language: string): Record<string, string | number> {
  const list = new Intl.ListFormat(language)
  const entries = Object.entries(facts).map(([name, fact]) => [
    name,
    typeof fact === 'string' || typeof fact === 'number'
      ? fact
      : Array.isArray(fact)
        ? list.format(fact)
        : String(fact),
  ])
  return Object.fromEntries(entries)
}
