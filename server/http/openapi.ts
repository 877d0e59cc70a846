import type { TSchema } from 'typebox'
import type { RefusalCode } from '@etui/shared/refusal.ts'
import type { AnyEndpoint } from '@etui/shared/wire/endpoint.ts'
import { Problem, problems } from '@etui/shared/wire/problem.ts'

export interface DescribedOperation {
  readonly id: string
  readonly endpoint: AnyEndpoint
  readonly summary: string
  /** what a token must reach to call it; none where anybody may */
  readonly scope?: string
  /** the refusals to expect */
  readonly problems: readonly RefusalCode[]
}

export interface DescribedApi {
  readonly info: {
    readonly title: string
    readonly version: string
    readonly summary: string
    readonly license: { readonly name: string; readonly identifier: string }
  }
  /** where every address begins */
  readonly server: string
  readonly tokenUrl: string
  readonly scopes: Readonly<Record<string, string>>
  readonly operations: readonly DescribedOperation[]
  /** schemas that get a name, wherever they stand */
  readonly shapes: Readonly<Record<string, TSchema>>
}

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

/**
 * An API as an OpenAPI 3.1 document, made of the endpoints themselves: their schemas are JSON Schema 2020-12 as they are.
 * A schema of `shapes` is referred to by its name wherever an equal one stands.
 */
export function describeApi(api: DescribedApi): JsonObject {
  const shapes = { ...api.shapes, Problem }
  const named = new Map(Object.entries(shapes).map(([name, it]) => [JSON.stringify(it), name]))
  const refer = (schema: TSchema) => referring(plain(schema), named)
  const paths: Record<string, Record<string, Json>> = {}
  for (const operation of api.operations) {
    const { url, method } = operation.endpoint
    const path = url.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(operation, refer) }
  }
  return {
    openapi: '3.1.1',
    info: plain(api.info),
    servers: [{ url: api.server }],
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(shapes).map(([name, schema]) => [
          name,
          referring(plain(schema), without(named, name)),
        ]),
      ),
      securitySchemes: {
        oauth: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: api.tokenUrl, scopes: api.scopes } },
        },
      },
    },
  }
}

function describe(
  { id, endpoint, summary, scope, problems: codes }: DescribedOperation,
  refer: (schema: TSchema) => Json,
): JsonObject {
  const { params, body, answer, status = 200, form, refusal } = endpoint
  const media = form ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    operationId: id,
    summary,
    security: scope === undefined ? [] : [{ oauth: [scope] }],
    ...(params && { parameters: parametersOf(plain(params)) }),
    ...(body && { requestBody: { required: true, content: { [media]: { schema: refer(body) } } } }),
    responses: {
      [status]: {
        description: 'Done',
        content: { 'application/json': { schema: refer(answer) } },
      },
      ...refusals(codes, (description) => ({
        description,
        content: refusal
          ? { 'application/json': { schema: refer(refusal) } }
          : { 'application/problem+json': { schema: refer(Problem) } },
      })),
      '4XX': other('Refused for another reason', refer),
      '5XX': other('A fault on our side', refer),
    },
  }
}

function other(description: string, refer: (schema: TSchema) => Json): JsonObject {
  return { description, content: { 'application/problem+json': { schema: refer(Problem) } } }
}

/** A response for each status, which names the last part of `type` for each refusal. */
function refusals(
  codes: readonly RefusalCode[],
  response: (description: string) => JsonObject,
): JsonObject {
  const byStatus = Map.groupBy(codes, (code) => problems[code][0])
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      String(status),
      response(ofStatus.map((code) => `\`${code}\`: ${problems[code][1]}`).join('\n')),
    ]),
  )
}

function parametersOf(params: JsonObject): Json[] {
  const schemas = params['properties']
  if (!isObject(schemas)) throw new TypeError('Parameters of an address are an object’s')
  return Object.entries(schemas).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema,
  }))
}

/** The same with each part that has a name replaced by a reference to it. */
function referring(json: Json, named: ReadonlyMap<string, string>): Json {
  if (json === null || typeof json !== 'object') return json
  const name = named.get(JSON.stringify(json))
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` }
  if (isList(json)) return json.map((each) => referring(each, named))
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, referring(value, named)]),
  )
}

function without(named: ReadonlyMap<string, string>, name: string): ReadonlyMap<string, string> {
  return new Map([...named].filter(([, each]) => each !== name))
}

/** What a schema, or any other value of ours, is on the wire. */
function plain(value: object): JsonObject {
  const json: Json = JSON.parse(JSON.stringify(value))
  if (!isObject(json)) throw new TypeError('An object is an object on the wire')
  return json
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** Array.isArray does not narrow a readonly list. */
function isList(json: object): json is readonly Json[] {
  return Array.isArray(json)
}
