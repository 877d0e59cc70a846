import type { EligibilityRules } from '@etui/shared/enrolment/eligibility.ts'

/** From when the settings are told: before anybody could activate anything. */
const beginning = '2023-01-01'

/**
 * The rules where no file tells others: first the general and agricultural regimes and the public education's fund, every regime
 * from 18 November 2025 on. The two departments of before that day are an example of a roll-out, not its record. Somebody
 * under guardianship is sent to their insurer. The age is a setting of its own.
 */
export function eligibilityRules(holderAge: number): EligibilityRules {
  return {
    holderAge: [{ from: beginning, value: holderAge }],
    regimes: [
      { from: beginning, value: ['01', '02', '91'] },
      { from: '2025-11-18', value: 'all' },
    ],
    departments: [
      { from: beginning, value: ['06', '69'] },
      { from: '2025-11-18', value: 'all' },
    ],
    isGuardianshipTaken: [{ from: beginning, value: false }],
  }
}
