import type { Endpoint } from '@etui/shared/wire/endpoint.ts'
import * as enrolment from '@etui/shared/wire/enrolment.ts'
import * as phone from '@etui/shared/wire/phone.ts'
import { formatNir } from '@etui/shared/nir/nir-text.ts'
import { parseNir } from '@etui/shared/nir/nir.ts'
import type { TSchema } from 'typebox'
import { activateDevice } from './world/activate-device.ts'
import { makeHolderDevice } from './world/holder-device.ts'
import { person } from './world/people.ts'
import { expect, test } from './world/world.ts'

type AnyEndpoint = Endpoint<TSchema, TSchema, TSchema>
const endpoints = [enrolment, phone].flatMap((wire) => Object.values(wire).filter(isEndpoint))
const claire = person('claire')

// That no route of any host does is `server/log/no-trace-of-a-person.test.ts`: here a whole process is read, errors and all.
test('writes nothing of a person, through an activation and whatever a phone is fed with', async ({
  demo,
}) => {
  const device = makeHolderDevice(demo.hosts.card)
  await device.call(enrolment.openEnrolment, { termsVersion: '2026-11', language: 'fr' })
  expect(endpoints.length).toBeGreaterThan(15)
  for (const endpoint of endpoints) {
    for (const body of [everyField(endpoint, claire.nir), claire.nir, { nir: claire.nir }]) {
      await feed(demo.hosts.card, endpoint, body, device.prove)
    }
  }
  const { token } = await activateDevice(demo.hosts, 'claire')
  await demo.stop()

  const log = demo.log()
  expect(log).toContain('answered')
  for (const trace of tracesOf(token)) expect(log.toUpperCase()).not.toContain(trace.toUpperCase())
})

test('counts requests without saying whose', async ({ demo }) => {
  await activateDevice(demo.hosts, 'claire')
  const figures = await demo.figures()
  expect(figures).toContain('etui_requests_total')
  for (const trace of tracesOf()) expect(figures.toUpperCase()).not.toContain(trace.toUpperCase())
})

/** All that would tell of Claire, or let somebody be her. */
function tracesOf(...secrets: string[]): string[] {
  const { familyName, givenNames, birthDate } = claire.traits
  const spaced = formatNir(parseNir(claire.nir, { allowDemonstration: true }))
  const names = [familyName, `"${givenNames}"`, ` ${givenNames} `]
  return [
    claire.nir,
    spaced,
    claire.nir.slice(0, 13),
    ...names,
    birthDate,
    claire.email ?? '',
    ...secrets,
  ]
}

async function feed(
  origin: string,
  endpoint: AnyEndpoint,
  body: unknown,
  prove: (method: string, url: string) => string,
) {
  const url = `${origin}/api${endpoint.url}`
  const hasBody = endpoint.method !== 'GET'
  await fetch(`${url}?nir=${claire.nir}&${encodeURIComponent(claire.traits.familyName)}`, {
    method: endpoint.method,
    headers: {
      origin,
      'content-type': 'application/json',
      'user-agent': `browser of ${claire.nir}`,
      referer: `${origin}/?who=${claire.nir}`,
      cookie: `nir=${claire.nir}`,
      'x-request-id': claire.nir,
      dpop: prove(endpoint.method, url),
    },
    ...(hasBody ? { body: JSON.stringify(body) } : {}),
    redirect: 'manual',
  })
}

/** A body with every field the endpoint knows, each holding the number. */
function everyField(endpoint: AnyEndpoint, value: string): Record<string, string> {
  const schema: { properties?: Record<string, unknown> } = endpoint.body ?? {}
  return Object.fromEntries(Object.keys(schema.properties ?? {}).map((name) => [name, value]))
}

function isEndpoint(value: unknown): value is AnyEndpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'url' in value
}
