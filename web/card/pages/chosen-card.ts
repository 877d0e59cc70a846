import { inject, shallowRef, type InjectionKey, type Ref } from 'vue'

/** Which beneficiary's card lies in front: kept from home to presentation, the holder's at first. */
export const chosenCardKey: InjectionKey<Ref<string>> = Symbol('chosen card')

export function createChosenCard(): Ref<string> {
  return shallowRef('0')
}

export function useChosenCard(): Ref<string> {
  const chosen = inject(chosenCardKey)
  if (!chosen) throw new TypeError('main.ts provides no chosen card')
  return chosen
}
