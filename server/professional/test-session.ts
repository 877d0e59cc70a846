import type { LightMyRequestResponse } from 'fastify'
import type { World } from '../http/test-world.ts'
import type { Professional } from './professional.ts'
import { professionalStore } from './professional-store.ts'
import { sessionStore } from './session-store.ts'
import { sessionCookie } from './session.ts'

/** A professional's browser on the counter's origin, signed in. */
export interface SignedIn {
  readonly token: string
  get(url: string): Promise<LightMyRequestResponse>
  put(url: string, payload: object): Promise<LightMyRequestResponse>
  post(url: string, payload: object): Promise<LightMyRequestResponse>
  delete(url: string): Promise<LightMyRequestResponse>
}

/** Signs somebody in without the walk to the provider. */
export async function signInAs(
  {
    app,
    database,
    keys,
    clock,
    settings,
  }: Pick<World, 'app' | 'database' | 'keys' | 'clock' | 'settings'>,
  change: Partial<Professional> = {},
): Promise<SignedIn> {
  const professional = {
    nationalId: '899700000029',
    name: 'Bastien OUEDRAOGO',
    professionCode: '21',
    organisation: 'PHARMACIE DU LAVOIR',
    ...change,
  }
  const professionalId = await professionalStore(database, keys).keep(professional, clock())
  const token = await sessionStore(database).start(professionalId, clock())
  const origin = settings.origins.counter
  const headers = { host: new URL(origin).host, origin, cookie: `${sessionCookie}=${token}` }
  return {
    token,
    get: (url) => app.inject({ method: 'GET', url, headers }),
    put: (url, payload) => app.inject({ method: 'PUT', url, headers, payload }),
    post: (url, payload) => app.inject({ method: 'POST', url, headers, payload }),
    delete: (url) => app.inject({ method: 'DELETE', url, headers }),
  }
}
