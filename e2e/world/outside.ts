import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * The whole outside world, as a proxy that a browser must use for any host that is not the loopback. It writes down who was
 * asked for and answers nobody, so that requests of service workers and workers, which no page tells of, are seen too.
 */
export interface Outside {
  /** as `--proxy-server` takes it */
  readonly address: string
  /** `host:port` or address asked for since the last call */
  takeAsked(): string[]
  close(): void
}

export async function openOutside(): Promise<Outside> {
  let asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? 'unknown')
    response.writeHead(502).end()
  })
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? 'unknown')
    // A killed browser resets what it had open.
    socket.on('error', () => {})
    socket.end('HTTP/1.1 502 Outside\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}`,
    takeAsked() {
      const taken = asked
      asked = []
      return taken
    },
    close: () => void server.close(),
  }
}
