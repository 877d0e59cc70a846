import { startDemoServer, type DemoServer } from './demo-server.ts'
import { startPostgres } from './postgres.ts'

export const engines = ['sqlite', 'postgres'] as const

/** A demonstration on one of the two databases, for as long as `act` takes. */
export async function withDemo(
  engine: (typeof engines)[number],
  act: (demo: DemoServer) => Promise<void>,
): Promise<void> {
  const postgres = engine === 'postgres' ? await startPostgres() : undefined
  try {
    const demo = await startDemoServer(postgres ? { databaseUrl: postgres.databaseUrl } : {})
    try {
      await act(demo)
    } finally {
      await demo.remove()
    }
  } finally {
    await postgres?.stop()
  }
}
