/** A chore that has more to forget than this takes goes on at its next turn: stopping the server waits for it. */
const mostMs = 20_000

/**
 * Forgets batch after batch until one comes back short, so that what comes in is never more than what goes; `purge`
 * forgets at most `most` rows and answers how many. Each batch is a write by itself: others come between.
 */
export async function purgeAll(
  purge: (most: number) => Promise<number>,
  most = 1_000,
): Promise<void> {
  const end = performance.now() + mostMs
  while ((await purge(most)) >= most && performance.now() < end);
}
