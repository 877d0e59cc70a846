import type { FastifyInstance } from 'fastify'
import { termsVersion } from '@etui/shared/enrolment/enrolment.ts'
import { readAbout } from '@etui/shared/wire/about.ts'
import { isDemo, type Settings } from '../settings/settings.ts'
import { serve } from './serve.ts'

/** Says what kind of server this is, to any page that asks. */
export async function aboutRoute(
  scope: FastifyInstance,
  { settings }: { readonly settings: Pick<Settings, 'outside' | 'leaseMs'> },
): Promise<void> {
  const about = {
    isDemonstration: isDemo(settings),
    termsVersion,
    leaseHours: settings.leaseMs / 3_600_000,
  }
  scope.route(serve(readAbout)(async () => about))
}
