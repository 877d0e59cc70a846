import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { formatNir } from '@etui/shared/nir/nir-text.ts'
import { parseNir } from '@etui/shared/nir/nir.ts'
import type { Clock } from '../clock.ts'
import { inventedAgents } from '../identity/invented-agents.ts'
import { inventedProfessionals } from '../identity/invented-professionals.ts'
import type { MailStore } from '../mail/mail-store.ts'
import { inventedPeople } from '../registry/invented-people.ts'
import type { Settings } from '../settings/settings.ts'
import { demoPage, type DemoWorld, outboxPage } from './demo-page.ts'
import type { Html } from './html.ts'

export interface DemoNeeds {
  readonly settings: Pick<Settings, 'outside' | 'origins'>
  readonly mails: MailStore
  readonly clock: Clock
}

const style = new URL('./demo.css', import.meta.url)
/** More letters than one demonstration writes. */
const mostLetters = 100

/**
 * The demonstration's own pages, without script. Throws TypeError outside the demonstration: the outbox shows codes that
 * nobody but their reader may see.
 */
export async function demoRoutes(scope: FastifyInstance, needs: DemoNeeds): Promise<void> {
  const { settings, mails, clock } = needs
  const { outside, origins } = settings
  if (outside.mode !== 'demo') throw new TypeError('This is not the demonstration')
  const css = await readFile(style)
  const configuration = (realm: string) =>
    `${outside.identity.origin}/${realm}/.well-known/openid-configuration`

  scope.get('/demo', (_, reply) => send(reply, demoPage(worldAt(clock()))))
  scope.get('/demo/outbox', async (_, reply) => {
    const letters = await mails.list(mostLetters)
    return send(
      reply,
      outboxPage(
        letters.map(({ to, subject, text, createdAt }) => ({ to, subject, text, at: createdAt })),
      ),
    )
  })
  scope.get('/demo/demo.css', (_, reply) =>
    reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(css),
  )

  function worldAt(at: Date): DemoWorld {
    const people = inventedPeople(at).map(({ nir, traits, shows }) => ({
      name: `${traits.givenNames.split(',')[0] ?? ''} ${traits.familyName}`,
      nir: formatNir(parseNir(nir, { allowDemonstration: true })),
      birthDate: traits.birthDate,
      shows,
    }))
    const professionals = inventedProfessionals.map(
      ({ givenName, familyName, nationalId, shows }) => ({
        name: `${givenName} ${familyName}`,
        nationalId,
        shows,
      }),
    )
    return {
      ...origins,
      franceIdentite: configuration('france-identite'),
      proSanteConnect: configuration('pro-sante-connect'),
      agentProvider: configuration('agents'),
      people,
      professionals,
      agents: inventedAgents,
    }
  }
}

function send(reply: FastifyReply, page: Html): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page.text)
}
