/** Every variable the server reads; unknown ETUI_ ones are refused, since a misspelt one would be silently ignored. */
export const variableNames = [
  'ETUI_MODE',
  'ETUI_HOST',
  'ETUI_PORT',
  'ETUI_METRICS_PORT',
  'ETUI_IDENTITY_PORT',
  'ETUI_DATA',
  'ETUI_FILMS',
  'ETUI_S3_ENDPOINT',
  'ETUI_S3_REGION',
  'ETUI_S3_KEY_ID',
  'ETUI_S3_SECRET',
  'ETUI_CHECK_KEYS',
  'ETUI_DATABASE_URL',
  'ETUI_DATABASE_POOL',
  'ETUI_CARD_ORIGIN',
  'ETUI_COUNTER_ORIGIN',
  'ETUI_CONSOLE_ORIGIN',
  'ETUI_FI_ISSUER',
  'ETUI_FI_CLIENT_ID',
  'ETUI_FI_CLIENT_SECRET',
  'ETUI_PSC_ISSUER',
  'ETUI_PSC_CLIENT_ID',
  'ETUI_PSC_CLIENT_SECRET',
  'ETUI_AGENTS_ISSUER',
  'ETUI_AGENTS_CLIENT_ID',
  'ETUI_AGENTS_CLIENT_SECRET',
  'ETUI_SMTP_URL',
  'ETUI_MAIL_FROM',
  'ETUI_REGISTRY_URL',
  'ETUI_LEASE_HOURS',
  'ETUI_STATUS_SECONDS',
  'ETUI_HISTORY_MONTHS',
  'ETUI_HOLDER_AGE',
  'ETUI_ELIGIBILITY',
  'ETUI_SECURING_DAYS',
  'ETUI_TRUST_PROXY',
  'ETUI_LOG_LEVEL',
] as const

export type VariableName = (typeof variableNames)[number]

/** The environment as it was given: texts, trimmed, without the empty ones. */
export interface Environment {
  readonly values: Readonly<Partial<Record<VariableName, string>>>
  readonly unknown: readonly string[]
}

/** Reads every variable once and does nothing else. ETUI_BROWSER belongs to the scripts. */
export function readEnvironment(from: Readonly<Record<string, string | undefined>>): Environment {
  const values: Partial<Record<VariableName, string>> = {}
  for (const name of variableNames) {
    const value = from[name]?.trim()
    if (value) values[name] = value
  }
  const known: readonly string[] = [...variableNames, 'ETUI_BROWSER']
  const unknown = Object.keys(from).filter(
    (name) => name.startsWith('ETUI_') && !known.includes(name),
  )
  return { values, unknown }
}
