import { rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { expect, test, type Page } from '@playwright/test'
import { openBrowser } from './world/browser.ts'
import { freePorts } from '@etui/server/free-ports.ts'
import { foreignOf, watch } from './world/guards.ts'
import { hostsAt } from './world/hosts.ts'
import { openOutside } from './world/outside.ts'

/** Pages that do what no page of ours may do: guards that notice nothing would prove nothing. */
const pages: Record<string, string> = {
  '/good': '<h1>Bonjour</h1>',
  '/outside': '<img src="http://elsewhere.example/pixel" alt="">',
  '/policy': '<script>document.title = "inline"</script>',
  '/error': '<script src="/throw.js"></script>',
  '/console': '<script src="/log.js"></script>',
  '/worker': '<script src="/start.js"></script>',
  '/throw.js': 'setTimeout(() => { throw new Error("broken") })',
  '/log.js': 'console.error("something is wrong")',
  '/start.js': 'new Worker("/worker.js")',
  '/worker.js':
    'fetch("http://elsewhere.example/from-a-worker", { mode: "no-cors" }).catch(() => {})',
}

test('notice a request to the outside, a broken policy, an error and a complaint', async () => {
  await withPages(async ({ page, go, faults }) => {
    await go('/good')
    expect(faults).toEqual([])
    await go('/outside')
    await expect.poll(() => faults.join('\n')).toContain('request to the outside')
    await go('/policy')
    await expect.poll(() => faults.join('\n')).toContain('content security policy violated')
    await go('/error')
    await expect.poll(() => faults.join('\n')).toContain('uncaught error: Error: broken')
    await go('/console')
    await expect.poll(() => faults.join('\n')).toContain('console error: something is wrong')
    await page.close()
  })
})

test('notice what a worker asks of the outside, which no page tells of', async () => {
  await withPages(async ({ go, asked }) => {
    await go('/worker')
    await expect
      .poll(() => foreignOf(asked()).join('\n'))
      .toContain('http://elsewhere.example/from-a-worker')
  })
})

interface Visit {
  readonly page: Page
  readonly faults: readonly string[]
  go(path: string): Promise<unknown>
  asked(): string[]
}

async function withPages(act: (visit: Visit) => Promise<void>): Promise<void> {
  const [port = 0, other = 0] = await freePorts(2)
  const server = await serve(port)
  const outside = await openOutside()
  const running = await openBrowser({ outside: outside.address })
  try {
    const hosts = hostsAt(port, other)
    const { faults } = await watch(running.context, hosts)
    const page = await running.context.newPage()
    const all: string[] = []
    await act({
      page,
      faults,
      go: (path) => page.goto(hosts.card + path),
      asked: () => {
        all.push(...outside.takeAsked())
        return all
      },
    })
  } finally {
    await running.close()
    outside.close()
    server.close()
    rmSync(running.profile, { recursive: true, force: true })
  }
}

function serve(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html'
    response.setHeader('content-type', `${type}; charset=utf-8`)
    if (path === '/policy') response.setHeader('content-security-policy', "default-src 'self'")
    response.end(
      type === 'text/html'
        ? `<!doctype html><link rel="icon" href="data:,">${pages[path]}`
        : pages[path],
    )
  })
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)))
}
