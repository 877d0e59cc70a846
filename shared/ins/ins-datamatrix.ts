import type { Ins } from './ins.ts'

/**
 * What the datamatrix of an INS says (DOMAIN.md 4.2): the header `IS01` filled with zeros to 26 characters, then the fields
 * S1 to S7, each begun by its name, and one that may be longer ended by GS. ASCII only, unsigned. Undefined where a trait
 * does not fit its field: an identity that was cut would be another's.
 */
export function insDatamatrix(ins: Ins): string | undefined {
  const fields: readonly Field[] = [
    { value: ins.matricule, form: /^[0-9]{5}(?:[0-9]{2}|2[AB])[0-9]{8}$/ },
    { value: ins.oid, form: /^[0-9.]{19,20}$/, most: 20 },
    { value: ins.givenNames, form: nameForm, most: 100 },
    { value: ins.birthName, form: nameForm, most: 100 },
    { value: ins.sex === 'female' ? 'F' : 'M', form: /^[FM]$/ },
    {
      value: ins.birthDate.split('-').toReversed().join('-'),
      form: /^[0-9]{2}-[0-9]{2}-[0-9]{4}$/,
    },
    { value: ins.birthPlaceCode, form: /^[0-9][0-9AB][0-9]{3}$/ },
  ]
  if (!fields.every(fits)) return undefined
  return header + fields.map((field, at) => `S${at + 1}${field.value}${endOf(field)}`).join('')
}

const header = 'IS01'.padEnd(26, '0')
const groupSeparator = '\u001D'
const nameForm = /^[A-Z](?:[A-Z' -]*[A-Z])?$/

interface Field {
  readonly value: string
  readonly form: RegExp
  /** of a field whose length varies */
  readonly most?: number
}

function fits({ value, form, most = value.length }: Field): boolean {
  return form.test(value) && value.length <= most
}

/** The last field's length is fixed, so that nothing ever ends with a separator. */
function endOf({ value, most = value.length }: Field): string {
  return value.length < most ? groupSeparator : ''
}
