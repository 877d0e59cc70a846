import { load, startPinned, type LoadResult } from './load.ts'
import { makeProver } from './dpop-asker.ts'

/** The refresh_token grant of oidc-provider with DPoP, in memory, under the same load as ours. */
export async function benchPeer(askers: number, forMs: number): Promise<LoadResult> {
  const provers = Array.from({ length: askers }, makeProver)
  const peer = await startPinned<{ port: number; tokens: string[] }>(
    new URL('./peer-server.ts', import.meta.url),
    provers.map(({ thumbprint }) => thumbprint),
  )
  try {
    const { port, tokens } = peer.ready
    const origin = `http://127.0.0.1:${port}`
    const url = `${origin}/token`
    return await load({
      origin,
      pid: peer.pid,
      forMs,
      askers: provers.map((prover, index) => {
        let token = tokens[index] ?? ''
        const proofs: string[] = []
        return {
          ready() {
            while (proofs.length < 100) proofs.push(prover.proof('POST', url, undefined))
          },
          next: () => ({
            method: 'POST' as const,
            path: '/token',
            headers: {
              'content-type': 'application/x-www-form-urlencoded',
              dpop: proofs.pop() ?? prover.proof('POST', url, undefined),
            },
            body: new URLSearchParams({
              grant_type: 'refresh_token',
              client_id: 'phone',
              refresh_token: token,
            }).toString(),
          }),
          took(status: number, body: string) {
            if (status !== 200) return false
            token = (JSON.parse(body) as { refresh_token: string }).refresh_token
            return true
          },
        }
      }),
    })
  } finally {
    await peer.end()
  }
}
