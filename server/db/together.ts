/**
 * Statements of one unit side by side: on PostgreSQL they go in one packet, on SQLite one after the other. Answers once all
 * have ended, then throws what the first of them in the list threw: `Promise.all` would let the unit end while some of its
 * statements had not begun.
 */
export async function together<const T extends readonly Promise<unknown>[]>(
  statements: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(statements)
  // Every one of them has settled: this answers, or throws, at once.
  const values = []
  for (const statement of statements) values.push(await statement)
  // Same length and order as the list given.
  return values as { -readonly [K in keyof T]: Awaited<T[K]> }
}
