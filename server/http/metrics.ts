import { createServer, type Server } from 'node:http'
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'
import fp from 'fastify-plugin'
import type { Hosts } from './hosts.ts'

export type Metrics = ReturnType<typeof createMetrics>

/** The figures of one server: how many requests and how long, by app, route and status. No label says who. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'etui_requests_total',
    help: 'Requests answered',
    labelNames: ['app', 'method', 'status'],
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'etui_request_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['app', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  return { registry, requests, seconds }
}

/** Counts each answer and writes its one line in the log: route and status, never an address, a query or a body. */
export const requestRecords = fp<{ metrics: Metrics; hosts: Hosts }>(
  async (server, { metrics, hosts }) => {
    server.addHook('onResponse', (request, reply, done) => {
      const app = hosts.appOf(request) ?? 'none'
      const route = request.routeOptions.url ?? 'unknown'
      const { method } = request
      const status = reply.statusCode
      metrics.requests.inc({ app, method, status })
      metrics.seconds.observe({ app, route }, reply.elapsedTime / 1_000)
      const ms = Math.round(reply.elapsedTime * 10) / 10
      request.log.info({ app, method, route, status, ms }, 'answered')
      done()
    })
  },
  { name: 'request-records' },
)

/** Serves the figures on 127.0.0.1 only, apart from the apps. Rejects when the port is taken. */
export async function listenForMetrics(metrics: Metrics, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}
