import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Step } from '../../src/ui/step.ts'

/** The steps of an activation as the holder sees them. */
export const activationStages = [
  'terms',
  'person',
  'contact',
  'rights',
  'identity',
  'code',
  'active',
] as const
export type ActivationStage = (typeof activationStages)[number]

/** The seven steps in words, those before `stage` sewn; at `active` all but the last, and all when `isOver`. */
export function useActivationSteps(
  stage: () => ActivationStage,
  isOver = () => false,
): ComputedRef<Step[]> {
  const { t } = useI18n()
  const names = computed(() => ({
    terms: { name: t('steps.terms'), note: t('steps.termsDone') },
    person: { name: t('steps.person'), note: t('steps.personDone') },
    contact: { name: t('steps.contact'), note: t('steps.contactDone') },
    rights: { name: t('steps.rights'), note: t('steps.rightsDone') },
    identity: { name: t('steps.identity'), note: t('steps.identityDone') },
    code: { name: t('steps.code'), note: t('steps.codeDone') },
    active: { name: t('steps.active'), note: undefined },
  }))
  return computed(() => {
    const now = activationStages.indexOf(stage())
    return activationStages.map((key, at) => {
      const isDone = at < now || isOver()
      const { name, note } = names.value[key]
      return {
        key,
        name,
        state: isDone ? 'done' : at === now ? 'now' : 'todo',
        note: isDone ? note : undefined,
      }
    })
  })
}
