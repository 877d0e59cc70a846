import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { LetterBeneficiary, LetterGroupKey } from '@etui/shared/phone/letter.ts'
import { signerOf, webSealing } from '@etui/shared/presentation/platform-web.ts'
import { preparePresenter, type Presenter } from '@etui/shared/presentation/presenter.ts'
import type { UnlockedBy } from '@etui/shared/presentation/proof.ts'
import type { Holdings } from '../phone/holdings.ts'
import type { OpenVault } from '../vault/open-vault.ts'

const unlockedBy = { passkey: 1, code: 2, lease: 3 } as const satisfies Record<
  OpenVault['openedBy'],
  UnlockedBy
>

/**
 * What makes the frames of one beneficiary's card while the vault is open. `now` is the server-corrected clock in
 * milliseconds. Throws Refusal `vault-lost` where there is no group key to seal to.
 */
export function presenterOf(
  vault: OpenVault,
  holdings: Holdings,
  beneficiary: LetterBeneficiary,
  now: () => number,
): Presenter {
  const key = groupKeyAt(holdings.groupKeys, now() / 1000)
  return preparePresenter({
    cryptography: webSealing,
    credential: fromBase64url(beneficiary.card),
    reference: fromBase64url(beneficiary.reference),
    sign: signerOf(vault.presentationKey),
    groupKey: { groupKeyId: key.gkid, key: fromBase64url(key.point) },
    unlockedBy: unlockedBy[vault.openedBy],
    now: () => now() / 1000,
  })
}

const prepared = new WeakMap<OpenVault, Map<string, Presenter>>()

/**
 * The presenter of a card in an open vault, made once: asked for early, its first keys are ready when the code is wanted. It
 * is forgotten with the vault; a card renewed meanwhile gets another.
 */
export function preparedPresenter(
  vault: OpenVault,
  holdings: Holdings,
  beneficiary: LetterBeneficiary,
  now: () => number,
): Presenter {
  const own = prepared.get(vault) ?? new Map<string, Presenter>()
  prepared.set(vault, own)
  const name = `${beneficiary.beneficiaryId}|${beneficiary.reference}`
  const known = own.get(name)
  if (known !== undefined) return known
  const presenter = presenterOf(vault, holdings, beneficiary, now)
  own.set(name, presenter)
  return presenter
}

/** The key of the running epoch; past the last one known, that one: counters keep those of 31 days. Seconds. */
export function groupKeyAt(keys: readonly LetterGroupKey[], now: number): LetterGroupKey {
  const begun = keys
    .filter(({ from }) => from <= now)
    .toSorted((one, other) => other.from - one.from)
  const key = begun[0] ?? keys[0]
  if (key === undefined) throw new Refusal('vault-lost', { record: 'group-keys' })
  return key
}
