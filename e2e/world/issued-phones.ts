import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { testPhone } from '@etui/server/reading/test-phone.ts'
import { statusStore } from '@etui/server/status/status-store.ts'
import { person } from './people.ts'
import type { DemoServer } from './demo-server.ts'
import { readRows } from './rows.ts'

/** A phone that needs no browser: its card is in the database, and it signs frames of any second. */
export interface IssuedPhone {
  readonly registryId: string
  readonly personId: string
  readonly phoneId: string
  /** A frame shown at that second, from the card’s own on: another second, another proof. With a challenge, an answer to it. */
  frameAt(second: number, challenge?: Bytes): Promise<string>
}

/** Gives each of these people a card, issued now. */
export async function issuePhones(
  demo: DemoServer,
  registryIds: readonly string[],
): Promise<IssuedPhone[]> {
  return readRows(demo, async ({ database, keys }) => {
    const issuer = demo.hosts.card
    const start = Math.floor(Date.now() / 1000) * 1000
    await statusStore(database).addShard(0, new Date())
    const phones: IssuedPhone[] = []
    for (const registryId of registryIds) {
      let at = start
      const clock = () => new Date(at)
      const claims = { content: contentOf(registryId) }
      const phone = await testPhone({ database, keys, clock, issuer }, { registryId, claims })
      const { personId, phoneId } = phone
      phones.push({
        registryId,
        personId,
        phoneId,
        frameAt(second, challenge) {
          at = second * 1000
          return phone.frame(challenge)
        },
      })
    }
    return phones
  })
}

function contentOf(registryId: string) {
  const { nir, traits } = person(registryId)
  return {
    nir,
    familyName: traits.familyName,
    givenNames: traits.givenNames,
    birthDate: Number(traits.birthDate.replaceAll('-', '')),
    birthRank: 1,
    regime: 15_710_001,
    managementCode: 10,
    coverage: 29,
    quality: 0,
  }
}
