/** Text that may be written into a page as it is. Only `html` makes it. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Insertable = string | number | Html | readonly Html[]

/** A piece of a page: what is inserted is escaped, unless it is itself a piece. */
export function html(parts: TemplateStringsArray, ...inserted: readonly Insertable[]): Html {
  let text = parts[0] ?? ''
  for (const [place, value] of inserted.entries()) {
    text += written(value) + (parts[place + 1] ?? '')
  }
  return new Html(text)
}

function written(value: Insertable): string {
  if (value instanceof Html) return value.text
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  return value.map((each) => each.text).join('')
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Safe in text and in a quoted attribute. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => references[character] ?? '')
}
