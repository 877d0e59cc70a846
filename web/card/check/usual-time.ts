import { useI18n } from 'vue-i18n'

/** Says how long an agent's answer usually takes, as measured; undefined where too little was measured to say anything. */
export function useUsualTime(): (estimateMs: number | undefined) => string | undefined {
  const { t } = useI18n()
  return (estimateMs) => {
    if (estimateMs === undefined) return undefined
    const minutes = Math.max(1, Math.round(estimateMs / 60_000))
    const hours = Math.round(minutes / 60)
    return minutes < 90
      ? t('check.waiting.minutes', { count: minutes }, minutes)
      : t('check.waiting.hours', { count: hours }, hours)
  }
}
