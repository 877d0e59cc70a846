import { presenting } from './counter-askers.ts'
import { type Engine, type EngineServer, startOn } from './engine.ts'
import { load, type Asker } from './load.ts'
import type { LoadedServer } from './loaded-server.ts'
import { play, refresher } from './phone-askers.ts'

/** A loaded server on an engine, with phones that have their cards. */
export interface Loaded extends EngineServer<LoadedServer> {
  readonly origin: string
  readonly refreshers: readonly Asker[]
  readonly phones: readonly ReturnType<typeof presenting>[]
}

/** Starts a loaded server; every phone gets its card, and the server its warmth. */
export async function loadedOn(
  engine: Engine,
  { phoneCount, askers }: { readonly phoneCount: number; readonly askers: number },
): Promise<Loaded> {
  const players = Array.from({ length: phoneCount }, play)
  const program = new URL('./loaded-server.ts', import.meta.url)
  const told = players.map((player) => player.told)
  const started = await startOn<LoadedServer>(engine, program, told)
  try {
    const { port, server } = started
    const origin = `http://127.0.0.1:${port}`
    const refreshers = players.map((player) => refresher(player, port))
    for (let from = 0; from < players.length; from += askers) {
      const some = refreshers.slice(from, from + askers)
      await load({ origin, pid: server.pid, forMs: 60_000, answersEach: 3, askers: some })
    }
    const cards = (await server.ask('cards')) as Record<string, string>
    const phones = players.map((player) => {
      const card = cards[player.prover.thumbprint]
      if (card === undefined) throw new Error('a phone has no card yet')
      return presenting(player, card, server.ready)
    })
    return { ...started, origin, refreshers, phones }
  } catch (error) {
    await started.end()
    throw error
  }
}
