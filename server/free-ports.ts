import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'

/** Below the range from which systems draw the ports of outgoing connections, so that none of those takes one meanwhile. */
const first = 20_000
const last = 32_000
const drawsAtMost = 100

/** So many consecutive ports of the loopback that nobody listens on now, for a server that a test is about to start. */
export async function freePorts(count: number): Promise<number[]> {
  for (let draw = 0; draw < drawsAtMost; draw += 1) {
    const base = randomInt(first, last)
    const ports = Array.from({ length: count }, (_, index) => base + index)
    const servers = await Promise.all(ports.map(listen))
    await Promise.all(servers.map((server) => server && close(server)))
    if (servers.every(Boolean)) return ports
  }
  throw new Error(`no ${count} ports between ${first} and ${last} are free`)
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
