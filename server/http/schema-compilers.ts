import { AjvCompiler } from '@fastify/ajv-compiler'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type Factory = NonNullable<
  NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']
>
type BuildSerializer = NonNullable<Factory['buildSerializer']>

const buildSerializer: BuildSerializer = SerializerSelector()
const serializers = new WeakMap<object, ReturnType<ReturnType<BuildSerializer>>>()

/**
 * Fastify's own compilers of schemas, once a process: an endpoint that answers at two places, or in two apps of one test, is
 * compiled at the first alone. The compiler of what comes in remembers by itself; no schema refers to another by name.
 */
export const schemaCompilers: Factory = {
  buildValidator: AjvCompiler(),
  buildSerializer: (external, options) => {
    const compile = buildSerializer(external, options)
    return (route) => {
      const schema: unknown = route.schema
      if (typeof schema !== 'object' || schema === null) return compile(route)
      const known = serializers.get(schema)
      if (known) return known
      const made = compile(route)
      serializers.set(schema, made)
      return made
    }
  },
}
