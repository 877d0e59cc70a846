import { SettingsProblem } from '../settings/decide-value.ts'
import { isDemo, type Settings } from '../settings/settings.ts'
import { demonstrationRegistry, type RegistryNeeds } from './demonstration-registry.ts'
import type { Registry } from './registry.ts'

/** The registry a server speaks to by its settings. Throws SettingsProblem in production: no adapter to a real one exists. */
export function registryOf(settings: Pick<Settings, 'outside'>, needs: RegistryNeeds): Registry {
  if (isDemo(settings)) return demonstrationRegistry(needs)
  throw new SettingsProblem([
    'ETUI_REGISTRY_URL: this version has no adapter to a real registry; only ETUI_MODE=demo can be served',
  ])
}
