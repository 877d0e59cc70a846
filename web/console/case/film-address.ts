/** Where a film of a case is played from, on the console's origin, in pieces as the player asks for them. */
export function filmAddress(checkId: string, kind: 'document' | 'face'): string {
  return `/api/checks/${encodeURIComponent(checkId)}/recordings/${kind}`
}
