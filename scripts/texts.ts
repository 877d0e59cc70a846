import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { problems, programProblems } from '../shared/wire/problem.ts'

const web = fileURLToPath(new URL('../web/', import.meta.url))
const apps = ['card', 'counter', 'console'] as const
const languages = ['fr', 'en'] as const

/**
 * Checks the texts of the three apps: the same keys and blanks in every language, none missing, none unused, and a sentence
 * for every refusal that people are told. A key is asked for by `t('a.key')`, or named whole in a table of keys; the one
 * family put together is `refusals.<code>`. Returns what is wrong, a line each.
 */
export async function checkTexts(): Promise<string[]> {
  const wrong = await checkRefusals()
  for (const key of find(await readSources(`${web}src`), /\bt\(\s*'([\w.-]+)'/g)) {
    wrong.push(`src: ${key} belongs to one app; hand its text over as a property`)
  }
  for (const app of apps) wrong.push(...(await checkApp(app)))
  return wrong
}

async function checkApp(app: string): Promise<string[]> {
  const [french, english] = await Promise.all(languages.map((to) => readParts(app, to)))
  if (!french || !english) return [`${app}: no texts`]
  const fr = joined(french)
  const sources = await readSources(`${web}${app}`)
  const asked = find(sources, /\bt\(\s*'([\w.-]+)'/g)
  const named = find(sources, /'([\w.-]+)'/g)
  const missing = [...asked].filter((key) => !fr.has(key))
  const unused = [...fr.keys()].filter((key) => !named.has(key))
  return [
    ...[...french.keys(), ...english.keys()].flatMap((part) =>
      compare(`${app} ${part}`, french.get(part) ?? new Map(), english.get(part) ?? new Map()),
    ),
    ...findTwice(app, french),
    ...missing.map((key) => `${app}: ${key} is asked for and has no text`),
    ...unused.map((key) => `${app}: ${key} is never asked for`),
  ]
}

/** A page is given the texts of the app and one part more: the same group in two would hide one of them. */
function findTwice(app: string, parts: ReadonlyMap<string, Texts>): string[] {
  const groups = [...parts.values()].flatMap((texts) => [
    ...new Set([...texts.keys()].map((key) => key.split('.')[0] ?? '')),
  ])
  return groups
    .filter((group, at) => groups.indexOf(group) !== at)
    .map((group) => `${app}: ${group} stands in two files`)
}

async function checkRefusals(): Promise<string[]> {
  const [fr, en] = await Promise.all(
    languages.map((to) => readTexts(`${web}src/i18n/refusals.${to}.json`)),
  )
  if (!fr || !en) return ['refusals: no texts']
  const codes = Object.keys(problems).filter((code) => !(code in programProblems))
  return [
    ...compare('refusals', fr, en),
    ...codes.filter((code) => !fr.has(code)).map((code) => `refusals: ${code} has no sentence`),
    ...[...fr.keys()]
      .filter((code) => !codes.includes(code))
      .map((code) => `refusals: ${code} is no refusal`),
  ]
}

function compare(where: string, fr: Texts, en: Texts): string[] {
  const wrong: string[] = []
  for (const [key, text] of fr) {
    const other = en.get(key)
    if (other === undefined) wrong.push(`${where}: ${key} has no English`)
    else if (blanks(text) !== blanks(other))
      wrong.push(`${where}: ${key} has other blanks in English`)
  }
  for (const key of en.keys()) if (!fr.has(key)) wrong.push(`${where}: ${key} has no French`)
  return wrong
}

function find(sources: string, what: RegExp): ReadonlySet<string> {
  return new Set([...sources.matchAll(what)].map(([, key = '']) => key))
}

type Texts = ReadonlyMap<string, string>

function blanks(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g))].toSorted().join(' ')
}

/** The texts of an app by their file: `fr.json`, and those that some pages alone need, `activation.fr.json`. */
async function readParts(app: string, language: string): Promise<ReadonlyMap<string, Texts>> {
  const folder = `${web}${app}/texts/`
  const files = (await readdir(folder)).filter((file) => file.endsWith(`${language}.json`))
  const parts = files.map(async (file) => {
    const name = file.slice(0, -`${language}.json`.length)
    return [name || 'texts', await readTexts(folder + file)] as const
  })
  return new Map(await Promise.all(parts))
}

function joined(parts: ReadonlyMap<string, Texts>): Texts {
  return new Map([...parts.values()].flatMap((texts) => [...texts]))
}

async function readTexts(path: string): Promise<Texts> {
  return new Map(flatten(JSON.parse(await readFile(path, 'utf8')), ''))
}

function flatten(texts: object, before: string): [string, string][] {
  return Object.entries(texts).flatMap(([name, value]: [string, unknown]) => {
    const key = before + name
    if (typeof value === 'string') return [[key, value]]
    if (typeof value === 'object' && value !== null) return flatten(value, `${key}.`)
    throw new TypeError(`${key} is neither a text nor a group of texts`)
  })
}

async function readSources(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.(vue|ts)$/.test(entry.name))
  const texts = files.map((entry) => readFile(`${entry.parentPath}/${entry.name}`, 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

if (import.meta.main) {
  const wrong = await checkTexts()
  for (const line of wrong) process.stderr.write(`${line}\n`)
  process.stdout.write(
    `${wrong.length === 0 ? 'The texts agree' : `${wrong.length} texts are wrong`}\n`,
  )
  process.exitCode = wrong.length === 0 ? 0 : 1
}
