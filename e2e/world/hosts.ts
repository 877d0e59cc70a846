/** Where the three apps and the pretend identity provider of one demonstration stand. */
export interface Hosts {
  readonly card: string
  readonly counter: string
  readonly console: string
  readonly provider: string
}

/** `*.localhost` is the loopback for every browser; the provider is on another site, as real ones are. */
export function hostsAt(port: number, providerPort: number): Hosts {
  return {
    card: `http://localhost:${port}`,
    counter: `http://comptoir.localhost:${port}`,
    console: `http://console.localhost:${port}`,
    provider: `http://127.0.0.1:${providerPort}`,
  }
}

export function isOurs(hosts: Hosts, url: string): boolean {
  const { protocol, origin } = new URL(url)
  if (protocol === 'blob:' || protocol === 'data:' || protocol === 'about:') return true
  return Object.values(hosts).includes(origin)
}
