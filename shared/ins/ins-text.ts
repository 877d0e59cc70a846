import type { Ins } from './ins.ts'

/**
 * An INS as lines of text, to be pasted into a patient's file. In French whatever the page's language: these are the names
 * that the national rules give the traits, and the file is kept under them.
 */
export function insText(ins: Ins): string {
  const lines = [
    ['Matricule INS', ins.matricule],
    ['OID', ins.oid],
    ['Nom de naissance', ins.birthName],
    ['Prénoms de naissance', ins.givenNames],
    ['Sexe', ins.sex === 'female' ? 'F' : 'M'],
    ['Date de naissance', ins.birthDate.split('-').toReversed().join('/')],
    ['Lieu de naissance (code COG)', ins.birthPlaceCode],
  ]
  return lines.map(([name, value]) => `${name} : ${value}`).join('\n')
}
