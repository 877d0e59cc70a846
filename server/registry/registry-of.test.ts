import { expect, test } from 'vitest'
import { demo, openWorld, production } from '../http/test-world.ts'
import { SettingsProblem } from '../settings/decide-value.ts'
import { registryOf } from './registry-of.ts'

test('production never falls back to the registry of the demonstration', async () => {
  const world = await openWorld()
  expect(() => registryOf(production, world)).toThrow(SettingsProblem)
  expect(() => registryOf(production, world)).toThrow(/ETUI_REGISTRY_URL/)
  expect(registryOf(demo, world)).toHaveProperty('personByNir')
})
