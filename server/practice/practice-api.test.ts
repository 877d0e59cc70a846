import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fastify, { type LightMyRequestResponse, type RouteOptions } from 'fastify'
import { expect, test } from 'vitest'
import { practicePrefix } from '@etui/shared/wire/practice.ts'
import { counterHost } from '../counter/counter-host.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { AddressLimits } from '../http/address-limits.ts'
import type { Json, JsonObject } from '../http/openapi.ts'
import { createSharedCeilings } from '../http/shared-ceilings.ts'
import { demo, openWorld, production, type World } from '../http/test-world.ts'
import { proSanteConnect } from '../professional/pro-sante-connect.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { Followers } from '../answers/answers.ts'
import { bodyOf, drawInvoiceId, openBilling, today } from '../invoice/test-billing.ts'
import { describePracticeApi } from './practice-api.ts'
import { admit } from './test-practice.ts'

const described = describePracticeApi(demo.origins.counter)

test('is described by a valid OpenAPI 3.1 document', async () => {
  for (const { origins } of [demo, production]) {
    const validator = new Validator()
    const outcome = await validator.validate({ ...describePracticeApi(origins.counter) })
    expect(outcome).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  }
  // The validator says no to what is none.
  const broken = { ...described, paths: { '/readings': { post: { responses: 1 } } } }
  expect((await new Validator().validate(broken)).valid).toBe(false)
})

test('is described to anybody, on the counter’s host, and stored by whoever likes', async () => {
  const { app, settings } = await openWorld()
  const host = new URL(settings.origins.counter).host
  const url = `${practicePrefix}/openapi.json`
  const answer = await app.inject({ url, headers: { host } })
  expect(answer.json()).toEqual(described)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'public, no-cache',
  })
  const again = { host, 'if-none-match': String(answer.headers.etag) }
  expect((await app.inject({ url, headers: again })).statusCode).toBe(304)
})

test('has every route of programs, and no other, with the schemas that each is checked and written by', async () => {
  const routes = (await routesOf(await openWorld())).filter(
    ({ url, method }) => url !== `${practicePrefix}/openapi.json` && method !== 'HEAD',
  )
  const operations = listOperations()
  expect(operations.map(({ name }) => name).toSorted()).toEqual(
    routes.map(({ method, url }) => `${String(method)} ${url}`).toSorted(),
  )
  for (const { method, url, schema, config } of routes) {
    const operation = operations.find(({ name }) => name === `${String(method)} ${url}`)
    expect(operation?.body).toEqual(schema?.body && plain(schema.body))
    expect(operation?.params).toEqual(schema?.params && plain(schema.params))
    const responses = plain(schema?.response ?? {})
    expect(operation?.answer).toEqual(at(responses, '200'))
    expect(operation?.reach).toEqual(config?.reach)
  }
})

test('names every shape once', () => {
  const schemas = at(described, 'components', 'schemas')
  const names = Object.keys(schemas)
  const text = JSON.stringify(described)
  for (const name of names) expect(text).toContain(`"#/components/schemas/${name}"`)
  expect(text.length).toBeLessThan(60_000)
})

forEachEngine('what programs are answered', (open) => {
  test('is as described, from the token to the day', async () => {
    const all = await openBilling(open)
    const { counterId } = await all.seat()
    const program = await admit(all, counterId)
    const { isAsDescribed, seen } = judge()

    isAsDescribed('post /token', await program.ask())
    isAsDescribed('post /token', await program.ask({ scope: 'all' }))
    isAsDescribed('post /readings', await program.post('/readings', { frame: '' }))
    await program.start()
    const claire = await all.phone('claire')
    const frame = await claire.frame()
    const read = await program.post('/readings', { frame })
    isAsDescribed('post /readings', read)
    isAsDescribed('post /readings', await program.post('/readings', { frame: '123' }))
    isAsDescribed('post /readings', await program.post('/readings', {}))
    const { contextId, token } = read.json().context
    const context = { contextId, token }
    const [{ beneficiaryId }] = read.json().beneficiaries
    const identity = { token, beneficiaryId }
    const path = '/contexts/{contextId}'
    isAsDescribed(
      `post ${path}/identity`,
      await program.post(`/contexts/${contextId}/identity`, identity),
    )
    const invoiceId = drawInvoiceId()
    const made = await program.put(`/invoices/${invoiceId}`, bodyOf(context))
    isAsDescribed('put /invoices/{invoiceId}', made)
    const validated = await program.post(`/invoices/${invoiceId}/validation`, { context })
    isAsDescribed('post /invoices/{invoiceId}/validation', validated)
    const corrected = await program.post(`/invoices/${invoiceId}/correction`, {
      correctionId: drawInvoiceId(),
    })
    isAsDescribed('post /invoices/{invoiceId}/correction', corrected)
    const again = await program.put(`/invoices/${invoiceId}`, bodyOf(context, { carePath: 'N' }))
    expect(again.statusCode).toBe(409)
    isAsDescribed('put /invoices/{invoiceId}', again)
    const resent = await program.post(`/invoices/${invoiceId}/resending`, {})
    isAsDescribed('post /invoices/{invoiceId}/resending', resent)
    const pending = drawInvoiceId()
    await program.put(`/invoices/${pending}`, bodyOf(context))
    isAsDescribed('delete /invoices/{invoiceId}', await program.delete(`/invoices/${pending}`))
    isAsDescribed('get /invoices/{invoiceId}', await program.get(`/invoices/${invoiceId}`))
    isAsDescribed('get /days/{day}/invoices', await program.get(`/days/${today}/invoices`))
    all.pass(20_000)
    const renewal = { token, frame: await claire.frame() }
    isAsDescribed(
      `post ${path}/renewal`,
      await program.post(`/contexts/${contextId}/renewal`, renewal),
    )
    isAsDescribed(`delete ${path}`, await program.delete(`/contexts/${contextId}`))
    expect(seen).toEqual(new Set(listOperations().map(({ id }) => id)))
  })
})

/** Judges answers by the document, with the strictest reader of schemas. */
function judge() {
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  for (const word of Object.keys(described)) ajv.addKeyword(word)
  ajv.addSchema({ $id: 'api', ...described })
  const seen = new Set<Json | undefined>()
  return {
    seen,
    isAsDescribed(place: string, answer: LightMyRequestResponse): void {
      const [method = '', path = ''] = place.split(' ')
      const responses = at(described, 'paths', path, method, 'responses')
      const status = [`${answer.statusCode}`, '4XX'].find((each) => responses[each])
      if (status === undefined) return expect.fail(`${place} answers ${answer.statusCode}`)
      const type = String(answer.headers['content-type']).split(';')[0] ?? ''
      const where = ['paths', path, method, 'responses', status, 'content', type, 'schema']
      const pointer = where.map((part) => encodeURIComponent(escaped(part))).join('/')
      const check = ajv.getSchema(`api#/${pointer}`)
      if (!check) return expect.fail(`${place} ${answer.statusCode} answers no ${type}`)
      check(answer.json())
      expect(check.errors ?? [], place).toEqual([])
      seen.add(at(described, 'paths', path, method)['operationId'])
    },
  }
}

function escaped(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Every route under the prefix, as the counter's host makes it. */
async function routesOf(world: World): Promise<RouteOptions[]> {
  const routes: RouteOptions[] = []
  const bare = fastify()
  bare.addHook('onRoute', (route) => void routes.push(route))
  await bare.register(counterHost, {
    ...world,
    registry: demonstrationRegistry(world),
    proSanteConnect: proSanteConnect(world.settings),
    limits: new AddressLimits(world.clock),
    ceilings: createSharedCeilings(world.database, world),
    answers: new Followers(),
  })
  await bare.ready()
  return routes.filter(({ url }) => url.startsWith(practicePrefix))
}

/** The operations of the document in the router's words, with every reference followed. */
function listOperations() {
  return Object.entries(at(described, 'paths')).flatMap(([path, methods]) =>
    Object.keys(at(methods)).map((method) => {
      const operation = at(methods, method)
      const { parameters, requestBody, security } = operation
      const named = isList(parameters) ? parameters.map((each) => at(each)) : undefined
      const [body] = requestBody ? Object.values(at(requestBody, 'content')) : []
      const [needs] = isList(security) ? security : []
      const [reach] = needs && isList(at(needs)['oauth']) ? (at(needs)['oauth'] as Json[]) : []
      return {
        id: operation['operationId'],
        name: `${method.toUpperCase()} ${practicePrefix}${path.replace(/\{(\w+)\}/g, ':$1')}`,
        body: body && followed(at(body)['schema'] ?? null),
        params: named && {
          type: 'object',
          required: named.map(({ name }) => name),
          properties: Object.fromEntries(
            named.map(({ name, schema }) => [String(name), followed(schema ?? null)]),
          ),
        },
        answer: followed(
          at(operation, 'responses', '200', 'content', 'application/json')['schema'] ?? null,
        ),
        reach,
      }
    }),
  )
}

function followed(json: Json): Json {
  if (json === null || typeof json !== 'object') return json
  if (isList(json)) return json.map(followed)
  const name = at(json)['$ref']
  if (typeof name === 'string') {
    return followed(at(described, 'components', 'schemas', name.split('/').at(-1) ?? ''))
  }
  return Object.fromEntries(Object.entries(at(json)).map(([key, value]) => [key, followed(value)]))
}

/** The object at a place of the document. */
function at(json: Json, ...path: readonly string[]): JsonObject {
  let found: Json | undefined = json
  for (const part of ['', ...path]) {
    if (part !== '') found = (found as JsonObject)[part]
    if (typeof found !== 'object' || found === null || isList(found)) {
      throw new TypeError(`${path.join('/')} is no object`)
    }
  }
  return found as JsonObject
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json)
}

function plain(schema: unknown): Json {
  return JSON.parse(JSON.stringify(schema))
}
