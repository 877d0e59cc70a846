/** Somebody of an insurer that does not exist; without a role they have no business at the console. */
export interface InventedAgent {
  readonly accountId: string
  readonly name: string
  readonly role?: 'agent' | 'supervisor'
  readonly shows: { readonly fr: string; readonly en: string }
}

export const inventedAgents: readonly InventedAgent[] = [
  {
    accountId: 'agent-rivoal',
    name: 'Solène RIVOAL',
    role: 'agent',
    shows: { fr: 'agente : vérifie les identités', en: 'agent: checks identities' },
  },
  {
    accountId: 'agent-diabate',
    name: 'Moussa DIABATÉ',
    role: 'agent',
    shows: {
      fr: 'agent : le second avis, à l’accueil',
      en: 'agent: the second opinion, at the desk',
    },
  },
  {
    accountId: 'responsable-quentel',
    name: 'Odile QUENTEL',
    role: 'supervisor',
    shows: { fr: 'responsable : tranche les cas difficiles', en: 'supervisor: settles hard cases' },
  },
  {
    accountId: 'sans-role',
    name: 'Ferdinand LASCOUX',
    shows: {
      fr: 'employé sans rôle à la console : sera refusé',
      en: 'employee without a role at the console: will be refused',
    },
  },
]
