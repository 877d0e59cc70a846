import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DemoServer } from './demo-server.ts'

/** The keys of a demonstration's checks, by the names of their files. */
export function keysOf({ environment }: DemoServer): string[] {
  return readdirSync(join(environment['ETUI_DATA'] ?? '', 'check-keys')).filter(isNoTag)
}

/** Every file of its films, and of their keys. */
export function filesOf({ environment }: DemoServer): string[] {
  const folder = environment['ETUI_DATA'] ?? ''
  return ['films', 'check-keys'].flatMap((name) => filesBelow(join(folder, name)).filter(isNoTag))
}

/** The files of its data that hold these bytes. */
export function holdersOf(bytes: Buffer, { environment }: DemoServer): string[] {
  const files = filesBelow(environment['ETUI_DATA'] ?? '')
  return files.filter((file) => readFileSync(file).includes(bytes))
}

/** What tells backups to leave the folder of keys out is no key. */
function isNoTag(name: string): boolean {
  return !name.endsWith('CACHEDIR.TAG')
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
