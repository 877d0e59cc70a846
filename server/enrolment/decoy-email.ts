/** Letters as often as e-mails begin with them, more or less; `•` stands for what is no letter. */
const letters = 'aaaaaabbbbccccccdddeeefffggghhiijjjjjjkklllllmmmmmmmnnnooppppprrrssssssttvvwxyz•'
const hosts = 'gggggggggoooooohhhhhhffffllllsswwyyabcdeimnpqrtuv•'

/** What is shown of an address: enough to know one's own, too little to tell a real one from a decoy. */
export function maskEmail(email: string): string {
  const [name = '', host = ''] = email.toLowerCase().split('@')
  return `${firstLetter(name)}•••@${firstLetter(host)}•••`
}

/**
 * The masked address of somebody the registry does not know, or not so: always the same for the same number and birth
 * date, drawn from an HMAC by the server's secret.
 */
export function decoyEmail(digest: Buffer): string {
  const name = letters.charAt(digest.readUInt32BE(0) % letters.length)
  const host = hosts.charAt(digest.readUInt32BE(4) % hosts.length)
  return `${name}•••@${host}•••`
}

function firstLetter(text: string): string {
  const first = text.charAt(0)
  return /^[a-z]$/.test(first) ? first : '•'
}
