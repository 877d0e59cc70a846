import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import { datesIn } from './dates.ts'
import type { Dates } from './dates.ts'
import { useLanguage } from './texts.ts'

/** Dates in the language of the page; they turn with it. */
export function useDates(): ComputedRef<Dates> {
  const { language } = useLanguage()
  return computed(() => datesIn(language.value))
}
