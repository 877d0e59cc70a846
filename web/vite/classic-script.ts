import { parseAst } from 'vite'

/** Where the first file leaves what other files take from it. */
const place = 'globalThis.etuiFirst'

/**
 * A module as a classic script that does the same: its exports are laid down, each as it stands when it is asked for, before
 * anything else runs. Throws TypeError where a classic script cannot stand in: it imports, or exports what it assigns again.
 */
export function toClassicScript(code: string): string {
  const program = parse(code)
  const edits: Edit[] = []
  const offers: string[] = []
  const offered = new Set<string>()
  let usesMeta = false
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') throw new TypeError('the first file imports another')
    if (!node.type.startsWith('Export')) continue
    if (node.type !== 'ExportNamedDeclaration' || node.declaration || node.source)
      throw new TypeError(`the first file exports by ${node.type}`)
    for (const { local, exported } of node.specifiers ?? []) {
      offered.add(nameOf(local))
      offers.push(`get ${nameOf(exported)}(){return ${nameOf(local)}}`)
    }
    edits.push({ ...node, by: '' })
  }
  for (const node of everyNode(program)) {
    if (node.type !== 'MetaProperty') continue
    usesMeta = true
    edits.push({ ...node, by: 'importMeta' })
  }
  for (const name of assigned(program)) {
    if (offered.has(name)) throw new TypeError(`the first file exports ${name} and assigns it`)
  }
  const meta = usesMeta ? 'const importMeta={url:document.currentScript.src};' : ''
  return `(async()=>{"use strict";${place}={${offers.join()}};${meta}${edited(code, edits)}})();\n`
}

/** The same file with what it imports from the first one taken from where that laid it. */
export function takeFromFirst(code: string, first: string): string {
  const isFirst = (source: Node | null | undefined) => source?.value === `./${first}`
  const program = parse(code)
  const edits: Edit[] = []
  for (const node of everyNode(program)) {
    if (!isFirst(node.source)) continue
    if (node.type === 'ImportDeclaration') edits.push({ ...node, by: taking(node) })
    else if (node.type === 'ImportExpression')
      edits.push({ ...node, by: `Promise.resolve(${place})` })
    else throw new TypeError(`a file takes from the first one by ${node.type}`)
  }
  return edited(code, edits)
}

function taking({ specifiers = [] }: Node): string {
  if (specifiers.length === 0) return ''
  const names = specifiers.map(({ type, imported, local }) => {
    if (type !== 'ImportSpecifier')
      throw new TypeError(`a file takes from the first one by ${type}`)
    return `${nameOf(imported)}:${nameOf(local)}`
  })
  return `const{${names.join()}}=${place};`
}

/** What is needed here of a node of the ESTree; which members it has follows from its type. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly name?: string
  readonly value?: unknown
  readonly source?: Node | null
  readonly declaration?: Node | null
  readonly specifiers?: readonly Node[]
  readonly local?: Node
  readonly imported?: Node
  readonly exported?: Node
  readonly left?: Node
  readonly argument?: Node | null
  readonly params?: readonly Node[]
  readonly body?: unknown
  readonly id?: Node | null
  readonly param?: Node | null
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly by: string
}

interface Program {
  readonly body: readonly Node[]
}

function parse(code: string): Program {
  // The parser's own types name each kind of node apart; the interface above is what they have in common.
  return parseAst(code) as unknown as Program
}

function* everyNode(from: unknown): Generator<Node> {
  if (typeof from !== 'object' || from === null) return
  if ('type' in from && 'start' in from) yield from as Node
  for (const inner of Object.values(from)) yield* everyNode(inner)
}

/** Names of the outermost scope that are assigned after their declaration. */
function* assigned(node: unknown, within: readonly Node[] = []): Generator<string> {
  if (typeof node !== 'object' || node === null) return
  const { type = '', left, argument } = node as Partial<Node>
  const target = { AssignmentExpression: left, UpdateExpression: argument }[type]
  for (const { name } of everyNode(target?.type === 'MemberExpression' ? null : target)) {
    if (name !== undefined && !within.some((inner) => declares(inner, name))) yield name
  }
  const isFunction = type.includes('Function')
  const inner = isFunction ? [...within, node as Node] : within
  for (const part of Object.values(node)) yield* assigned(part, inner)
}

function declares({ params, body }: Node, name: string): boolean {
  const declared = [params, ...declarations(body)].flatMap((part) => [...everyNode(part)])
  return declared.some((node) => node.name === name)
}

function* declarations(body: unknown): Generator<unknown> {
  for (const { type, id, param } of everyNode(body)) {
    if (type === 'CatchClause') yield param
    else if (type === 'VariableDeclarator' || type.endsWith('Declaration')) yield id
  }
}

function nameOf(node: Node | undefined): string {
  if (node?.name === undefined) throw new TypeError('a name of the first file is not an identifier')
  return node.name
}

function edited(code: string, edits: readonly Edit[]): string {
  const pieces: string[] = []
  let from = 0
  for (const { start, end, by } of edits.toSorted((one, other) => one.start - other.start)) {
    pieces.push(code.slice(from, start), by)
    from = end
  }
  return pieces.join('') + code.slice(from)
}
