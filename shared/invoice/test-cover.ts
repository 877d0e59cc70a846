import type { Cover } from './cover.ts'

/** Of somebody of 42 with open rights and nothing besides. */
export const plainCover: Cover = {
  isObligatoryOpen: true,
  isLocal: false,
  isSolidarity: false,
  isStateAid: false,
  isMaternity: false,
  hasComplementary: false,
  thirdParty: 'none',
  exemption: '0',
  age: 42,
}
