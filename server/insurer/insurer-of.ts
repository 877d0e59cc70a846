import { SettingsProblem } from '../settings/decide-value.ts'
import { isDemo, type Settings } from '../settings/settings.ts'
import { demonstrationInsurer, type DemonstrationInsurerNeeds } from './demonstration-insurer.ts'
import type { Insurer } from './insurer.ts'

/** The insurer a server speaks to by its settings. Throws SettingsProblem in production: no adapter to a real one exists. */
export function insurerOf(
  settings: Pick<Settings, 'outside'>,
  needs: DemonstrationInsurerNeeds,
): Insurer {
  if (isDemo(settings)) return demonstrationInsurer(needs)
  throw new SettingsProblem([
    'this version has no adapter to a real insurer; invoices can be sent in ETUI_MODE=demo only',
  ])
}
