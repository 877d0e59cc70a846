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

/**
 * How long a step usually asks of its holder, in minutes; 0 where nothing is asked. They are settings of these screens, set
 * from walking through them, and said as "about". What an agent takes is told by the server alone, from its last decisions.
 */
const usualMinutes = {
  terms: 1,
  person: 2,
  contact: 2,
  rights: 0,
  identity: 5,
  code: 2,
  active: 0,
} as const satisfies Record<ActivationStage, number>

interface Standing {
  readonly isOver?: boolean
  /** in place of what the present step usually takes */
  readonly note?: string | undefined
}

/**
 * The seven steps in words, those before `stage` sewn; at `active` all but the last, and all when it is over. A finished one
 * says how it ended, the others how long they usually take.
 */
export function useActivationSteps(
  stage: () => ActivationStage,
  standing: () => Standing = () => ({}),
): ComputedRef<Step[]> {
  const { t } = useI18n()
  const usual = (key: ActivationStage) => {
    const count = usualMinutes[key]
    return count === 0 ? t('steps.atOnce') : t('steps.about', { count }, count)
  }
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
      const { isOver, note: present } = standing()
      const isDone = at < now || isOver === true
      const { name, note } = names.value[key]
      return {
        key,
        name,
        state: isDone ? 'done' : at === now ? 'now' : 'todo',
        note: isDone ? note : ((at === now ? present : undefined) ?? usual(key)),
      }
    })
  })
}
