import { inventedPeople } from '@etui/server/registry/invented-people.ts'
import type { RegistryNeeds } from '@etui/server/registry/demonstration-registry.ts'
import { addPerson } from '@etui/server/registry/seed-registry.ts'
import { nirKey } from '@etui/shared/nir/nir.ts'

/** Adds a person without dependants to the registry, of a number of their own (`index` below 100,000), and answers it. */
export async function addHolderOf(
  needs: RegistryNeeds,
  registryId: string,
  index: number,
): Promise<string> {
  const [, model] = inventedPeople(needs.clock())
  if (!model) throw new Error('nobody was invented')
  const digits = `17619575${String(index).padStart(5, '0')}`
  const nir = `${digits}${nirKey(digits)}`
  await addPerson(needs, { ...model, registryId, nir, email: undefined })
  return nir
}
