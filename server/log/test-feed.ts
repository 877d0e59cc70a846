/** A JSON schema, as far as ours go. */
export interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
}

/** Values by the name of the field or the parameter that takes them, where a shape alone does not open the door. */
export type Known = Readonly<Record<string, unknown>>

/** What a text may be asked to look like, after the texts one feeds with. */
const shapely = [
  '2026-11-21',
  '123456',
  ...[16, 32, 65].map((length) => Buffer.alloc(length, 7).toString('base64url')),
]

/**
 * Every value that a schema lets in, of each of its variants: a text is the first two of `texts` that it takes. A field
 * without a shape holds all of them.
 */
export function valuesFor(schema: Schema, texts: readonly string[], known: Known = {}): unknown[] {
  if ('const' in schema) return [schema.const]
  if (schema.enum) return schema.enum.slice(0, 1)
  if (schema.anyOf) return schema.anyOf.flatMap((each) => valuesFor(each, texts, known))
  switch (schema.type) {
    case 'object':
      return objectsFor(schema, texts, known)
    case 'array':
      return valuesFor(schema.items ?? {}, texts, known).map((value) =>
        Array.from({ length: schema.minItems ?? 1 }, () => value),
      )
    case 'integer':
    case 'number':
      return [schema.minimum ?? 1]
    case 'boolean':
      return [true]
    case 'null':
      return [null]
    case 'string':
      return [...texts, ...shapely].filter((text) => takes(schema, text)).slice(0, 2)
    default:
      return [[...texts]]
  }
}

/**
 * All fields with their first values, each further value in its place, and what must be there alone and with each field that
 * may: every variant is met, not all their products.
 */
function objectsFor({ properties = {}, required }: Schema, texts: readonly string[], known: Known) {
  const fields = Object.entries(properties).map(([name, schema]) => ({
    name,
    values: name in known ? [known[name]] : valuesFor(schema, texts, known),
  }))
  const all = Object.fromEntries(fields.map(({ name, values }) => [name, values[0]]))
  const others = fields.flatMap(({ name, values }) =>
    values.slice(1).map((value) => ({ ...all, [name]: value })),
  )
  const mayLack = Object.keys(all).filter((name) => !required?.includes(name))
  const least = Object.fromEntries(Object.entries(all).filter(([name]) => !mayLack.includes(name)))
  const between = mayLack.map((name) => ({ ...least, [name]: all[name] }))
  return mayLack.length === 0 ? [all, ...others] : [all, ...others, least, ...between]
}

function takes({ pattern, minLength = 0, maxLength = Infinity }: Schema, text: string): boolean {
  if (text.length < minLength || text.length > maxLength) return false
  return pattern === undefined || new RegExp(pattern, 'u').test(text)
}
