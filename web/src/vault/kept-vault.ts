import type { PhoneDatabase, RecordName, SealedRecord, Wrap, WrapName } from './phone-database.ts'

/** Where wraps and records are read from: the database itself, or what it held at one moment. */
export interface KeptVault {
  get(store: 'wraps', name: WrapName): Promise<Wrap | undefined>
  get(store: 'records', name: RecordName): Promise<SealedRecord | undefined>
}

/**
 * The vault as it lies on the disk now, read in one transaction that begins at once: nothing of it is older or newer than the
 * rest, whatever another tab writes meanwhile, and nothing is waited for but the disk.
 */
export function readKeptVault(database: PhoneDatabase): KeptVault {
  const reading = readStores(database)
  // Told by each `get`; here it only must not be nobody's.
  reading.catch(() => undefined)
  async function get(store: 'wraps', name: WrapName): Promise<Wrap | undefined>
  async function get(store: 'records', name: RecordName): Promise<SealedRecord | undefined>
  async function get(store: 'wraps' | 'records', name: WrapName | RecordName) {
    return (await reading)[store].get(name)
  }
  return { get }
}

async function readStores(database: PhoneDatabase) {
  const read = database.transaction(['wraps', 'records'], 'readonly')
  const [wraps, records] = [read.objectStore('wraps'), read.objectStore('records')]
  const [wrapNames, allWraps, recordNames, allRecords] = await Promise.all([
    wraps.getAllKeys(),
    wraps.getAll(),
    records.getAllKeys(),
    records.getAll(),
  ])
  return { wraps: pair(wrapNames, allWraps), records: pair(recordNames, allRecords) }
}

function pair<Value>(names: readonly string[], values: readonly Value[]): Map<string, Value> {
  return new Map(values.map((value, at) => [names[at] ?? '', value]))
}
