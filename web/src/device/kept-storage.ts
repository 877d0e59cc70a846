/** Whether the browser promised to keep what is stored; `unknown` where it cannot be asked. */
export type Keeping = 'kept' | 'may-be-cleared' | 'unknown'

/** Asks the browser to keep this origin's storage; may be asked again, for the answer changes once the app is installed. */
export async function askToKeep(
  storage: StorageManager | undefined = navigator.storage,
): Promise<Keeping> {
  if (storage?.persist === undefined) return 'unknown'
  try {
    if (await storage.persisted()) return 'kept'
    return (await storage.persist()) ? 'kept' : 'may-be-cleared'
  } catch {
    return 'unknown'
  }
}
