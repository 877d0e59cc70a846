import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

/** Writes cents as euros in the language of the page: 1 234,50 €. */
export function useMoney(): ComputedRef<(cents: number) => string> {
  const { locale } = useI18n()
  return computed(() => {
    const format = new Intl.NumberFormat(locale.value === 'fr' ? 'fr-FR' : 'en-GB', {
      style: 'currency',
      currency: 'EUR',
    })
    return (cents) => format.format(cents / 100)
  })
}
