/** How an agent and a case parted. */
export type CaseEnd = 'accepted' | 'refused' | 'asked' | 'released' | 'lost'
