/**
 * Numbers of the presentation format that its drafts may still change, and the private ones, in one place
 * (PRESENTATION.md, CDDL; draft-ietf-spice-sd-cwt, draft-ietf-oauth-status-list, draft-ietf-cose-hpke).
 */

/** Header: content type of the message. */
export const TYP_HEADER = 16
/** Typ of a card: SD-CWT. */
export const TYP_CARD = 293
/** Typ of a proof that holds its card: SD-KBT. */
export const TYP_PROOF = 294
/** Typ of a proof that only names its card. */
export const TYP_REFERENCE = 'etui/ref'
/** Typ of a token status list. */
export const TYP_STATUS_LIST = 'application/statuslist+cwt'
/** Header: the signed object that holds the key of this message (kcwt). */
export const KCWT_HEADER = 13

/** Claim: where a card's status is published. */
export const STATUS_CLAIM = 65535
/** Claim: seconds a status list may be kept. */
export const TTL_CLAIM = 65534
/** Claim: the bits of a status list. */
export const STATUS_LIST_CLAIM = 65533
/** Claim: what the issuer says of the person and the rights. */
export const CONTENT_CLAIM = -65537
/** Claim: how the phone was unlocked. */
export const UNLOCK_CLAIM = -65539

/** COSE algorithm: HPKE base, P-256, HKDF-SHA256, AES-128-GCM (HPKE-0). */
export const HPKE_0 = 35
